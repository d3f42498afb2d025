#pragma once

#include "core/engine/offload_kind.h"
#include "core/engine/weight_list.h"

#include <c10/core/Device.h>

#include <functional>
#include <string>

namespace reverie::engine {

/// Weights that live in the CPU's memory and come to a device when they are wanted. One thread.
class Visitors final {
public:
    Visitors() = default;
    /// \param list  of a network that is loaded on the CPU and stays where it is
    /// \param takes which of its weights, by name
    Visitors(const WeightList& list, at::Device device, const std::function<bool(const std::string&)>& takes);

    /// Those whose name begins so come to the device, or go home again.
    void come(const std::string& beginning);
    void go(const std::string& beginning);

    [[nodiscard]] std::uint64_t bytes() const;  ///< of all of them
    [[nodiscard]] std::uint64_t bytesThere() const { return m_there; }
    [[nodiscard]] std::uint64_t mostBytesThere() const { return m_most; }

private:
    struct Visitor {
        std::string name;
        at::Tensor* slot;
        at::Tensor home;
        bool isThere = false;
    };

    std::vector<Visitor> m_all;
    at::Device m_device = at::kCPU;
    std::uint64_t m_there = 0;
    std::uint64_t m_most = 0;
};

/// Weights are on the device while it lives. Without visitors it does nothing.
class Visit final {
public:
    explicit Visit(Visitors* visitors, std::string beginning = {});
    ~Visit();
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;

private:
    Visitors* m_visitors;
    std::string m_beginning;
};

/// Whether the weight belongs to a block of the UNet, such as "down_blocks.0" or "mid_block".
[[nodiscard]] bool isInBlock(const std::string& name);

}  // namespace reverie::engine
