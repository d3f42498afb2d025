#pragma once

#include <QString>
#include <QStringView>

#include <optional>

namespace reverie {

enum class LogLevel { Debug, Info, Warning, Error };

/// "debug", "info", "warning" or "error".
std::optional<LogLevel> logLevelFromName(QStringView name);

/// Sends qDebug() .. qCritical() from this level on to stderr, one line each: time, level, sentence.
/// Call once at the start of a program, before other threads exist.
void installLog(LogLevel least);

}  // namespace reverie
