#pragma once

#include <QString>

#include <cstdint>

namespace reverie::ui {

enum class DownloadState { Waiting, Downloading, Checking, Paused, Failed, Done };

/// One download as the page shows it.
struct DownloadLook {
    QString id;    ///< of the download
    QString name;  ///< for people
    DownloadState state = DownloadState::Waiting;
    std::uint64_t received = 0;
    std::uint64_t total = 0;    ///< 0 = not known yet
    double bytesPerSecond = 0;  ///< 0 = not known
    QString file;               ///< that is under way, or how many are
    QString note;               ///< a sentence about what it waits for, or why it failed
    QString remedy;             ///< title of the one button against a failure
    QString path;               ///< Done: of the model, when it can be used

    bool operator==(const DownloadLook&) const = default;
    [[nodiscard]] bool isOver() const { return state == DownloadState::Done; }
    [[nodiscard]] double share() const;  ///< 0..1
};

/// "downloading", "checking what came": how it stands.
[[nodiscard]] QString stateText(DownloadState state);
/// "1.2 GB of 2.1 GB · 14 MB/s · 1 min 4 s left"; what is not known is left out.
[[nodiscard]] QString progressText(const DownloadLook& look);

}  // namespace reverie::ui
