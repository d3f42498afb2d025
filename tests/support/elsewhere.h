#pragma once

#include <nlohmann/json.hpp>

#include <QFile>

#include <vector>

namespace reverie::test {

/// What the references give on a processor of another make, where that differs; see tests/golden/make_elsewhere.py.
class Elsewhere final {
public:
    Elsewhere()
    {
        QFile file(QStringLiteral(REVERIE_TEST_DATA "/golden/elsewhere.json"));
        if (file.open(QIODevice::ReadOnly))
            m_recorded = nlohmann::json::parse(file.readAll().toStdString());
    }

    /// Empty where it is the same there.
    [[nodiscard]] std::vector<double> latents(const char* recording, int index) const
    {
        const auto& cases = m_recorded.at(recording);
        const auto at = cases.find(std::to_string(index));
        return at == cases.end() ? std::vector<double>() : at->get<std::vector<double>>();
    }

private:
    nlohmann::json m_recorded;
};

}  // namespace reverie::test
