#include "app/reverie/unet_work.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace reverie::app {
namespace {

using nlohmann::json;

constexpr const char* kTransformers = "transformer_layers_per_block";

/// A value that configs give once for all levels or once for each.
int perLevel(const json& config, const char* key, std::size_t level, int fallback)
{
    const json value = config.value(key, json(fallback));
    return value.is_array() ? value.at(level).get<int>() : value.get<int>();
}

/// The same, or a list of one for each layer of a level.
int perLayer(const json& config, const char* key, std::size_t place, std::size_t layer)
{
    const json value = config.value(key, json(1));
    const json own = value.is_array() ? value.at(place) : value;
    return own.is_array() ? own.at(layer).get<int>() : own.get<int>();
}

/// Adds up multiply-adds while it walks through the network as diffusers builds it.
class Counter final {
public:
    Counter(const json& config, int width, int height, int tokens)
        : m_config(config), m_width(width), m_height(height), m_tokens(tokens),
          m_channels(config.value("block_out_channels", std::vector<int>{320, 640, 1280, 1280}))
    {
    }

    double count()
    {
        const double channels = m_channels.front();
        m_multiplyAdds += 4 * channels * channels + 16 * channels * channels;  // time embedding
        convolution(m_config.value("in_channels", 4), m_channels.front(), 3);
        for (std::size_t level = 0; level < m_channels.size(); ++level)
            down(level);
        middle();
        for (std::size_t level = m_channels.size(); level-- > 0;)
            up(level);
        convolution(m_channels.front(), m_config.value("out_channels", 4), 3);
        return m_multiplyAdds;
    }

private:
    struct Size {
        int width;
        int height;
    };

    [[nodiscard]] double pixels() const { return static_cast<double>(m_width) * m_height; }
    /// \param place  within the list, which for the way up begins at the lowest level
    [[nodiscard]] bool hasAttention(const char* key, std::size_t place, std::size_t level) const
    {
        if (!m_config.contains(key))
            return level + 1 < m_channels.size();
        return m_config[key].at(place).get<std::string>().find("CrossAttn") != std::string::npos;
    }

    /// \param place as for hasAttention
    [[nodiscard]] int layersUp(std::size_t place, std::size_t level, std::size_t layer) const
    {
        constexpr const char* kOwn = "reverse_transformer_layers_per_block";
        const bool hasOwn = m_config.contains(kOwn) && !m_config[kOwn].is_null();
        return hasOwn ? perLayer(m_config, kOwn, place, layer) : perLayer(m_config, kTransformers, level, layer);
    }

    void convolution(int in, int out, int side) { m_multiplyAdds += pixels() * in * out * side * side; }

    void resnet(int in, int out)
    {
        convolution(in, out, 3);
        convolution(out, out, 3);
        m_multiplyAdds += 4.0 * m_channels.front() * out;  // of the time embedding
        if (in != out)
            convolution(in, out, 1);
    }

    /// Projections in and out; per layer self-attention, cross-attention and the gated feed-forward of width 4.
    void transformer(int channels, int layers)
    {
        const double square = static_cast<double>(channels) * channels;
        const double context = m_config.value("cross_attention_dim", 1280);
        const double self = 4 * pixels() * square + 2 * pixels() * pixels() * channels;
        const double cross =
            2 * pixels() * square + 2 * m_tokens * context * channels + 2 * pixels() * m_tokens * channels;
        m_multiplyAdds += 2 * pixels() * square + layers * (self + cross + 12 * pixels() * square);
    }

    void down(std::size_t level)
    {
        const int out = m_channels[level];
        int in = m_channels[level == 0 ? 0 : level - 1];
        for (int layer = 0; layer < perLevel(m_config, "layers_per_block", level, 2); ++layer) {
            resnet(std::exchange(in, out), out);
            if (hasAttention("down_block_types", level, level))
                transformer(out, perLayer(m_config, kTransformers, level, static_cast<std::size_t>(layer)));
        }
        m_sizes.push_back({m_width, m_height});
        if (level + 1 == m_channels.size())
            return;
        m_width = (m_width + 1) / 2;
        m_height = (m_height + 1) / 2;
        convolution(out, out, 3);
    }

    void middle()
    {
        const int channels = m_channels.back();
        const json kind = m_config.value("mid_block_type", json("UNetMidBlock2DCrossAttn"));
        if (kind.is_null())
            return;
        resnet(channels, channels);
        if (kind == "UNetMidBlock2D")
            return;
        transformer(channels, perLayer(m_config, kTransformers, m_channels.size() - 1, 0));
        resnet(channels, channels);
    }

    void up(std::size_t level)
    {
        const std::size_t place = m_channels.size() - 1 - level;
        const int out = m_channels[level];
        const int below = m_channels[std::min(level + 1, m_channels.size() - 1)];
        const int layers = perLevel(m_config, "layers_per_block", level, 2) + 1;
        const int last = m_channels[level == 0 ? 0 : level - 1];
        for (int layer = 0; layer < layers; ++layer) {
            resnet((layer == 0 ? below : out) + (layer + 1 == layers ? last : out), out);
            if (hasAttention("up_block_types", place, level))
                transformer(out, layersUp(place, level, static_cast<std::size_t>(layer)));
        }
        if (level == 0)
            return;
        m_width = m_sizes[level - 1].width;
        m_height = m_sizes[level - 1].height;
        convolution(out, out, 3);
    }

    const json& m_config;
    int m_width;
    int m_height;
    const int m_tokens;
    const std::vector<int> m_channels;
    std::vector<Size> m_sizes;  // of each level on the way down
    double m_multiplyAdds = 0;
};

}  // namespace

double unetOperations(const json& config, int latentWidth, int latentHeight, int tokens)
{
    return 2 * Counter(config, latentWidth, latentHeight, tokens).count();
}

}  // namespace reverie::app
