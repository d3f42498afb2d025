#pragma once

#include "core/hub/part_file.h"
#include "core/net/body_sink.h"

#include <functional>

namespace reverie::hub {

class SpeedLimit;

/// Puts the answer to one request for a file into its part, if the head says that it is that file, whole or from where
/// the part ends.
class DownloadSink final : public net::BodySink {
public:
    enum class Trouble {
        None,
        WrongRange,  ///< another range than was asked for: of no use
        WrongSize,   ///< another length than the Hub announced
        SignInPage,
    };
    using Came = std::function<void(std::uint64_t bytes)>;

    DownloadSink(PartFile& part, std::uint64_t size, SpeedLimit* limit, Cancellation cancellation, Came came);

    [[nodiscard]] Result<void> begin(const net::HttpReply& head) override;
    [[nodiscard]] Result<void> add(std::span<const std::byte> bytes) override;

    [[nodiscard]] Trouble trouble() const { return m_trouble; }

private:
    [[nodiscard]] Result<void> refuse(Trouble trouble, QString detail);
    [[nodiscard]] Result<void> take(std::span<const std::byte> piece);
    [[nodiscard]] bool isRightRange(const net::HttpReply& head) const;
    [[nodiscard]] Result<void> checkLength(const net::HttpReply& head);

    PartFile& m_part;
    std::uint64_t m_size;
    SpeedLimit* m_limit;
    Cancellation m_cancellation;
    Came m_came;
    Trouble m_trouble = Trouble::None;
};

}  // namespace reverie::hub
