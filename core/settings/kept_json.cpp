#include "core/settings/kept_json.h"

#include "core/io/atomic_file.h"
#include "core/io/read_file.h"

#include <QDebug>
#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace reverie::settings {
namespace {

using nlohmann::json;

constexpr std::uint64_t kMostBytes = 64u << 20;

/// Null when the file holds no JSON object; an error when it could not be read at all.
Result<json> readObject(const QString& file)
{
    const auto opened = io::ReadFile::open(file);
    if (!opened)
        return tl::unexpected<Error>(opened.error());
    const auto bytes = opened->readAll(kMostBytes);
    if (!bytes)
        return bytes.error().code == ErrorCode::Io ? Result<json>(tl::unexpected<Error>(bytes.error())) : json();
    json read = json::parse(bytes->begin(), bytes->end(), nullptr, false);
    return read.is_object() ? read : json();
}

QString goodOf(const QString& file)
{
    return file + QStringLiteral(".good");
}

Result<void> write(const QString& file, const std::string& text)
{
    return io::writeWhole(file, std::as_bytes(std::span(text)));
}

}  // namespace

KeptJson readKeptJson(const QString& file)
{
    const auto read = readObject(file);
    if (!read && read.error().code == ErrorCode::NotFound)
        return {};
    if (!read)
        return {{}, sentence(read.error()), true};
    if (read->is_object())
        return {*read, {}, false};
    const QString aside = file + QStringLiteral(".broken");
    QFile::remove(aside);
    QFile::rename(file, aside);
    const auto good = readObject(goodOf(file));
    const bool isThere = good && good->is_object();
    if (isThere && !QFile::copy(goodOf(file), file))  // the next start shall find it too
        qWarning().noquote() << "The last good copy of" << file << "cannot be put in its place.";
    return {isThere ? *good : json(),
        QStringLiteral("%1 is damaged and was kept as %2; %3.")
            .arg(file, QFileInfo(aside).fileName(),
                isThere ? QStringLiteral("the last good one is used") : QStringLiteral("all is as at the beginning")),
        false};
}

Result<void> writeKeptJson(const QString& file, const json& object, bool keepsGood)
{
    QDir().mkpath(QFileInfo(file).absolutePath());
    if (keepsGood)
        if (const auto before = readObject(file); before && before->is_object())
            if (auto kept = write(goodOf(file), before->dump(1)); !kept)
                return kept;
    return write(file, object.dump(1, ' ', false, json::error_handler_t::replace) + '\n');
}

}  // namespace reverie::settings
