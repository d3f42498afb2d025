#include "core/hub/part_notes.h"

#include "core/hub/names.h"
#include "core/io/fault_points.h"
#include "core/io/read_file.h"
#include "core/io/system_error.h"

#include <QFile>

#include <nlohmann/json.hpp>

#include <fcntl.h>

namespace reverie::hub {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t kMostBytes = 16u << 20;
constexpr int kVersion = 1;

tl::unexpected<Error> cannotNote(const QString& file, int number)
{
    return tl::unexpected<Error>(io::systemError(number, QStringLiteral("cannot write %1").arg(file)));
}

Json ownerJson(const ProcessIdentity& owner)
{
    return {{"machine", owner.machine.toStdString()}, {"boot", owner.boot.toStdString()},
        {"space", owner.space.toStdString()}, {"number", owner.number}, {"began", owner.began.toStdString()}};
}

QString text(const Json& json, const char* key)
{
    const auto at = json.find(key);
    return at != json.end() && at->is_string() ? QString::fromStdString(at->get<std::string>()) : QString();
}

std::uint64_t number(const Json& json, const char* key)
{
    const auto at = json.find(key);
    return at != json.end() && at->is_number_unsigned() ? at->get<std::uint64_t>() : 0;
}

std::optional<PartFacts> firstLine(const Json& json)
{
    PartFacts facts;
    facts.etag = text(json, "etag");
    facts.size = number(json, "size");
    facts.validator = text(json, "validator");
    const auto owner = json.find("owner");
    if (number(json, "reverie") != kVersion || !isEtag(facts.etag) || owner == json.end() || !owner->is_object())
        return std::nullopt;
    facts.owner = {text(*owner, "machine"), text(*owner, "boot"), text(*owner, "space"),
        static_cast<qint64>(number(*owner, "number")), text(*owner, "began")};
    return facts;
}

void takeLine(const Json& json, PartFacts& facts)
{
    if (const std::uint64_t bytes = number(json, "bytes"); bytes > 0 && isEtag(text(json, "digest")))
        facts.marks.push_back({bytes, text(json, "digest")});
    if (json.contains("validator"))
        facts.validator = text(json, "validator");
    if (json.contains("released"))
        facts.isReleased = true;
}

}  // namespace

Result<PartNotes> PartNotes::create(const QString& file, const PartFacts& facts)
{
    if (const int fault = io::faultAt(io::FaultPoint::Open))
        return cannotNote(file, fault);
    io::UniqueFd fd(::open(
        QFile::encodeName(file).constData(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0666));
    if (!fd.isOpen())
        return cannotNote(file, errno);
    PartNotes notes(file, std::move(fd));
    const Json head = {{"reverie", kVersion}, {"etag", facts.etag.toStdString()}, {"size", facts.size},
        {"validator", facts.validator.toStdString()}, {"owner", ownerJson(facts.owner)}};
    if (auto written = notes.append(head.dump()); !written)
        return failWith(std::move(written));
    for (const PartMark& mark : facts.marks)
        if (auto written = notes.addMark(mark); !written)
            return failWith(std::move(written));
    return notes;
}

std::optional<PartFacts> PartNotes::read(const QString& path)
{
    const auto file = io::ReadFile::open(path);
    const auto content = file ? file->readAll(kMostBytes) : Result<QByteArray>(tl::unexpected<Error>(file.error()));
    if (!content)
        return std::nullopt;
    std::optional<PartFacts> facts;
    for (const QByteArray& line : content->split('\n')) {
        const Json json = Json::parse(line.begin(), line.end(), nullptr, false);
        if (!json.is_object())
            continue;
        if (!facts)
            facts = firstLine(json);
        else
            takeLine(json, *facts);
    }
    return facts;
}

Result<void> PartNotes::addMark(const PartMark& mark)
{
    return append(Json{{"bytes", mark.bytes}, {"digest", mark.digest.toStdString()}}.dump());
}

Result<void> PartNotes::setValidator(const QString& validator)
{
    return append(Json{{"validator", validator.toStdString()}}.dump());
}

Result<void> PartNotes::release()
{
    return append(Json{{"released", true}}.dump());
}

Result<void> PartNotes::append(const std::string& line)
{
    if (const int fault = io::faultAt(io::FaultPoint::Write))
        return cannotNote(m_file, fault);
    const std::string whole = line + '\n';
    const ssize_t written = ::write(m_fd.get(), whole.data(), whole.size());
    if (written == static_cast<ssize_t>(whole.size()))
        return {};
    return cannotNote(m_file, written < 0 ? errno : ENOSPC);
}

}  // namespace reverie::hub
