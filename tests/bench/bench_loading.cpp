// How long a model takes until it is ready, beside copying its files' bytes with two threads into fresh memory, in
// turns: bench_loading FOLDER [ROUNDS]. Each measurement is a process of its own, so that its memory is fresh.

#include "core/engine/model.h"
#include "core/io/read_file.h"
#include "core/weights/model_folder.h"

#include <c10/core/InferenceMode.h>

#include <QDirIterator>

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

using namespace reverie;

namespace {

constexpr std::uint64_t kPiece = std::uint64_t{32} << 20;

struct Piece {
    const io::ReadFile* file;
    std::uint64_t offset;
    std::byte* to;
    std::uint64_t bytes;
};

std::vector<io::ReadFile> weightFiles(const QString& folder)
{
    std::vector<io::ReadFile> files;
    QDirIterator found(folder, {QStringLiteral("*.safetensors")}, QDir::Files, QDirIterator::Subdirectories);
    while (found.hasNext())
        files.push_back(io::ReadFile::open(found.next()).value());
    return files;
}

bool copy(const QString& folder)
{
    const std::vector<io::ReadFile> files = weightFiles(folder);
    std::uint64_t total = 0;
    for (const io::ReadFile& file : files)
        total += file.size();
    void* memory = mmap(nullptr, total, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return false;
    madvise(memory, total, MADV_HUGEPAGE);
    std::vector<Piece> pieces;
    auto* to = static_cast<std::byte*>(memory);
    for (const io::ReadFile& file : files)
        for (std::uint64_t at = 0; at < file.size(); at += kPiece) {
            const std::uint64_t bytes = std::min(kPiece, file.size() - at);
            pieces.push_back({&file, at, to, bytes});
            to += bytes;
        }
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
        for (std::size_t i = next++; i < pieces.size(); i = next++)
            if (!pieces[i].file->readAt(pieces[i].offset, {pieces[i].to, pieces[i].bytes}))
                std::exit(1);
    };
    std::thread other(work);
    work();
    other.join();
    return !files.empty();
}

bool load(const QString& folder)
{
    using namespace reverie::engine;
    configureMemory();
    const c10::InferenceMode inference;
    const auto opened = weights::ModelFolder::open(folder);
    return opened &&
        loadModel(*opened, {resolveDevice(QStringLiteral("cpu"), request::DType::Fp32).value()}, {}, {}).has_value();
}

/// Seconds, in a process of its own; negative when it failed.
double measured(bool (*work)(const QString&), const QString& folder)
{
    int pipe[2];
    if (::pipe(pipe) != 0)
        return -1;
    const pid_t child = fork();
    if (child == 0) {
        const auto start = std::chrono::steady_clock::now();
        const bool succeeded = work(folder);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        const double seconds = succeeded ? took.count() : -1;
        std::_Exit(::write(pipe[1], &seconds, sizeof seconds) == sizeof seconds ? 0 : 1);
    }
    double seconds = -1;
    ::close(pipe[1]);
    if (::read(pipe[0], &seconds, sizeof seconds) != sizeof seconds)
        seconds = -1;
    ::close(pipe[0]);
    ::waitpid(child, nullptr, 0);
    return seconds;
}

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv)
{
    if (argc < 2)
        return 2;
    const QString folder = QString::fromUtf8(argv[1]);
    std::vector<double> copies;
    std::vector<double> loads;
    measured(&copy, folder);  // the files come into the system's cache
    for (int i = 0; i < (argc > 2 ? std::atoi(argv[2]) : 5); ++i) {
        copies.push_back(measured(&copy, folder));
        loads.push_back(measured(&load, folder));
        if (copies.back() < 0 || loads.back() < 0) {
            std::fprintf(stderr, "%s was not read; name a model's folder\n", qPrintable(folder));
            return 1;
        }
        std::printf("copy %.2f s, load %.2f s\n", copies.back(), loads.back());
        std::fflush(stdout);
    }
    std::printf("medians: copy %.2f s, load %.2f s, %.2f times\n", median(copies), median(loads),
        median(loads) / median(copies));
    return 0;
}
