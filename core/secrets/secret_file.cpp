#include "core/secrets/secret_file.h"

#include "core/io/read_file.h"

#include <cstring>

namespace reverie::secrets {
namespace {

constexpr std::uint64_t kMostBytes = 16 * 1024;

}  // namespace

Result<Secret> readSecretFile(const QString& path)
{
    auto file = io::ReadFile::open(path);
    if (!file)
        return failWith(std::move(file));
    auto text = file->readAll(kMostBytes);
    if (!text)
        return failWith(std::move(text));
    Secret secret(text->trimmed());
    explicit_bzero(text->data(), static_cast<std::size_t>(text->size()));
    if (secret.isEmpty())
        return fail(ErrorCode::NotFound, QStringLiteral("%1 is empty").arg(path));
    return secret;
}

}  // namespace reverie::secrets
