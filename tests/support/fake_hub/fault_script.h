#pragma once

#include "tests/support/fake_hub/http_exchange.h"

#include <mutex>
#include <vector>

namespace reverie::fake_hub {

/// Deals the scripted faults out to the requests that they are meant for, in the order in which they were added. Any
/// thread.
class FaultScript final {
public:
    void add(FaultRule rule)
    {
        const std::scoped_lock lock(m_mutex);
        m_rules.push_back(std::move(rule));
    }

    void clear()
    {
        const std::scoped_lock lock(m_mutex);
        m_rules.clear();
    }

    [[nodiscard]] Fault next(const Request& request)
    {
        const std::scoped_lock lock(m_mutex);
        for (FaultRule& rule : m_rules) {
            if (rule.times == 0 || !meets(rule, request))
                continue;
            if (rule.skip > 0) {
                --rule.skip;
                continue;
            }
            if (rule.times > 0)
                --rule.times;
            return rule.fault;
        }
        return {};
    }

private:
    static bool meets(const FaultRule& rule, const Request& request)
    {
        return (rule.method.isEmpty() || rule.method == request.method) &&
            (request.path + '?' + request.query).contains(rule.pathPart);
    }

    std::mutex m_mutex;
    std::vector<FaultRule> m_rules;
};

}  // namespace reverie::fake_hub
