// Runs the networks on demand, so that a script can alternate them with another program: reads lines
// "unet WIDTH HEIGHT", "vae WIDTH HEIGHT" or "text" (pixels; a guidance pair), answers each with one line
// "WALL CPU PEAK" (seconds, seconds, MiB). Started with a model's folder or "random:sd1".

#include "core/engine/model.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <iostream>
#include <sstream>

using namespace reverie;
using namespace reverie::engine;

namespace {

double cpuSeconds()
{
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

double peakMiB()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

template <typename Work>
void measure(Work&& work)
{
    const auto start = std::chrono::steady_clock::now();
    const double cpu = cpuSeconds();
    work();
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
    std::printf("%.4f %.4f %.0f\n", wall.count(), cpuSeconds() - cpu, peakMiB());
    std::fflush(stdout);
}

Result<std::unique_ptr<Model>> open(const QString& name)
{
    const DeviceChoice device = resolveDevice(QStringLiteral("cpu"), request::DType::Fp32).value();
    const auto silent = [](double, const QString&) {};
    if (isRandomModel(name))
        return randomModel(name, device, silent, {});
    auto folder = weights::ModelFolder::open(name);
    if (!folder)
        return failWith(std::move(folder));
    return loadModel(*folder, {device}, silent, {});
}

void serve(Model& model)
{
    const std::int64_t width = model.unet.config.levels.front().crossAttentionDim;
    const UNetContext context = prepareContext(model.unet, at::randn({2, 77, width}));
    std::string line;
    while (std::getline(std::cin, line)) {
        std::istringstream words(line);
        std::string what;
        int w = 512;
        int h = 512;
        words >> what >> w >> h;
        const std::int64_t factor = model.vae.config.factor();
        const at::Tensor latents = at::randn({1, model.unet.config.inChannels, h / factor, w / factor});
        if (what == "unet")
            measure([&] { return runUNet(model.unet, context, latents, 500, Cancellation()).has_value(); });
        else if (what == "vae")
            measure([&] { return decodeVae(model.vae, latents); });
        else
            measure([&] { return encodeText(model.textEncoders.front(), at::zeros({2, 77}, at::kLong), 1).states; });
    }
}

}  // namespace

int main(int argc, char** argv)
{
    configureMemory();
    const c10::InferenceMode inference;
    Result<std::unique_ptr<Model>> model = fail(ErrorCode::Internal, {});
    measure([&] { model = open(QString::fromUtf8(argc > 1 ? argv[1] : "random:sd1")); });
    if (!model) {
        std::fprintf(stderr, "%s\n", qPrintable(sentence(model.error())));
        return 1;
    }
    serve(**model);
    return 0;
}
