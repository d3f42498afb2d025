#pragma once

namespace reverie::engine {

/// Where weights wait while others compute: for cards whose memory does not hold all of them.
enum class Offload {
    None,    ///< all weights stay on the device
    Parts,   ///< text encoders, UNet and VAE come to the device in turn
    Blocks,  ///< and the UNet block by block
};

}  // namespace reverie::engine
