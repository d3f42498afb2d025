#include "core/engine/denoiser.h"

#include <ATen/ATen.h>

#include <cmath>

namespace reverie::engine {

Denoiser makeDenoiser(GuidedModel model, Prediction prediction, std::function<double(double)> timestepOf)
{
    return [=](const at::Tensor& x, double sigma) -> Result<at::Tensor> {
        const double scale = std::sqrt(sigma * sigma + 1);
        auto output = model(x / scale, timestepOf(sigma));
        if (!output)
            return output;
        switch (prediction) {
        case Prediction::Epsilon:
            return x - *output * sigma;
        case Prediction::Velocity:
            return x / (scale * scale) - *output * (sigma / scale);
        case Prediction::Sample:
            break;
        }
        return output;
    };
}

at::Tensor predictedOriginal(Prediction prediction, const at::Tensor& x, const at::Tensor& output, double alpha)
{
    switch (prediction) {
    case Prediction::Epsilon:
        return (x - output * std::sqrt(1 - alpha)) / std::sqrt(alpha);
    case Prediction::Velocity:
        return x * std::sqrt(alpha) - output * std::sqrt(1 - alpha);
    case Prediction::Sample:
        break;
    }
    return output;
}

at::Tensor predictedNoise(Prediction prediction, const at::Tensor& x, const at::Tensor& output, double alpha)
{
    switch (prediction) {
    case Prediction::Sample:
        return (x - output * std::sqrt(alpha)) / std::sqrt(1 - alpha);
    case Prediction::Velocity:
        return output * std::sqrt(alpha) + x * std::sqrt(1 - alpha);
    case Prediction::Epsilon:
        break;
    }
    return output;
}

}  // namespace reverie::engine
