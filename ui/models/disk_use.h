#pragma once

#include <QString>

#include <cstdint>
#include <vector>

namespace reverie::ui {

/// What the models of one program or folder take.
struct SourceUse {
    QString title;
    std::uint64_t bytes = 0;
    int models = 0;
};

/// Something that may go without loss.
struct Removable {
    QString id;     ///< for `removeWanted`
    QString title;  ///< "An older state of CompVis/stable-diffusion-v1-4"
    QString why;    ///< a sentence
    std::uint64_t frees = 0;
};

struct DiskUse {
    std::vector<SourceUse> sources;  ///< the largest first
    std::vector<Removable> removable;
    std::uint64_t freeBytes = 0;  ///< on the disk of the Hub's cache; 0 = unknown

    [[nodiscard]] std::uint64_t bytes() const;
    [[nodiscard]] int models() const;
};

}  // namespace reverie::ui
