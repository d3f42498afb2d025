#include "core/library/extra_model_paths.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace reverie::library;

/// Whatever the text, only absolute paths without control characters come out, and not too many.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto folders = extraModelFolders(text, QStringLiteral("/folder"), QStringLiteral("/home/user"));
    if (!folders)
        return 0;
    if (folders->size() > 1'000)
        std::abort();
    for (const QString& folder : *folders)
        if (!folder.startsWith(QLatin1Char('/')) || folder.contains(QLatin1Char('\n')) || folder.contains(QChar(u'\0')))
            std::abort();
    return 0;
}
