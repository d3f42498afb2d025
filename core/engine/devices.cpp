#include "core/engine/devices.h"

#include "core/engine/cuda_kernels.h"

#include <ATen/Context.h>

#include <QCoreApplication>
#include <QRegularExpression>

#include <dlfcn.h>

#include <array>

namespace reverie::engine {
namespace {

struct TypeRow {
    request::DType asked;
    at::ScalarType type;
    const char* name;
};

constexpr std::array kTypes = {
    TypeRow{request::DType::Fp32, at::kFloat, "fp32"},
    TypeRow{request::DType::Fp16, at::kHalf, "fp16"},
    TypeRow{request::DType::Bf16, at::kBFloat16, "bf16"},
};

at::ScalarType scalarType(request::DType asked, bool isCpu)
{
    const auto* row =
        std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeRow& each) { return each.asked == asked; });
    if (row != kTypes.end())
        return row->type;
    return isCpu ? at::kFloat : at::kHalf;
}

tl::unexpected<Error> noCuda(const QString& why, const QString& remedy)
{
    return fail(ErrorCode::NotFound, QStringLiteral("no NVIDIA graphics card can be used: %1").arg(why), remedy);
}

template <typename Function>
Function symbol(void* library, const char* name)
{
    return reinterpret_cast<Function>(dlsym(library, name));
}

Result<int> countFresh()
{
    void* driver = dlopen("libcuda.so.1", RTLD_NOW | RTLD_GLOBAL);
    if (driver == nullptr)
        return noCuda(QStringLiteral("the NVIDIA driver is not installed"),
            QStringLiteral("install it, or use the device \"cpu\""));
    const auto start = symbol<int (*)(unsigned)>(driver, "cuInit");
    const auto count = symbol<int (*)(int*)>(driver, "cuDeviceGetCount");
    int cards = 0;
    if (start == nullptr || count == nullptr || start(0) != 0 || count(&cards) != 0 || cards == 0)
        return noCuda(QStringLiteral("the driver shows no card"), QStringLiteral("use the device \"cpu\""));
    return cards;
}

/// Opens torch's CUDA library. It must come before torch is first asked about CUDA, whose answer it keeps.
Result<void> openTorchCuda()
{
    static void* const library = dlopen("libtorch_cuda.so", RTLD_NOW | RTLD_GLOBAL);
    if (library == nullptr)
        return noCuda(QStringLiteral("torch's CUDA libraries are not installed"),
            QStringLiteral("run packaging/setup --cuda, or use the device \"cpu\""));
    if (!at::globalContext().hasCUDA())
        return noCuda(QStringLiteral("torch cannot use its driver"), QStringLiteral("update the NVIDIA driver"));
    return {};
}

Result<DeviceChoice> useCuda(int index, request::DType dtype)
{
    auto cards = countCudaDevices();
    if (!cards)
        return failWith(std::move(cards));
    if (index >= *cards)
        return fail(ErrorCode::NotFound, QStringLiteral("there is no graphics card cuda:%1").arg(index),
            QStringLiteral("the last one is cuda:%1").arg(*cards - 1));
    if (auto opened = openTorchCuda(); !opened)
        return failWith(std::move(opened));
    at::globalContext().setAllowTF32CuDNN(false);
    at::globalContext().setAllowTF32CuBLAS(false);
    const at::Device card(at::kCUDA, static_cast<at::DeviceIndex>(index));
    openCudaKernels(QCoreApplication::applicationDirPath() + QStringLiteral("/libreverie_cuda.so"), card);
    return DeviceChoice{card, scalarType(dtype, false)};
}

}  // namespace

QString DeviceChoice::deviceName() const
{
    return QString::fromStdString(device.str());
}

QString DeviceChoice::typeName() const
{
    const auto* row =
        std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeRow& each) { return each.type == type; });
    return row == kTypes.end() ? QString() : QString::fromLatin1(row->name);
}

Result<int> countCudaDevices()
{
    static const Result<int> kCount = countFresh();
    return kCount;
}

Result<DeviceChoice> resolveDevice(const QString& name, request::DType dtype)
{
    const DeviceChoice cpu{at::kCPU, scalarType(dtype, true)};
    if (name == QLatin1String("cpu"))
        return cpu;
    if (name == QLatin1String("auto") || name.isEmpty())
        return useCuda(0, dtype).value_or(cpu);
    static const QRegularExpression kCuda(QStringLiteral("^cuda(?::([0-9]{1,2}))?$"));
    const auto match = kCuda.match(name);
    if (!match.hasMatch())
        return fail(ErrorCode::InvalidArgument, QStringLiteral("there is no device \"%1\"").arg(name),
            QStringLiteral("use auto, cpu, cuda or cuda:N"));
    return useCuda(match.captured(1).toInt(), dtype);
}

}  // namespace reverie::engine
