#include "core/base/log.h"

#include <QTime>
#include <QtGlobal>

#include <array>
#include <cstdio>

namespace reverie {
namespace {

constexpr std::array kNames = {"debug", "info", "warning", "error"};

LogLevel g_least = LogLevel::Warning;

LogLevel levelOf(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return LogLevel::Debug;
    case QtInfoMsg:
        return LogLevel::Info;
    case QtWarningMsg:
        return LogLevel::Warning;
    case QtCriticalMsg:
    case QtFatalMsg:
        return LogLevel::Error;
    }
    return LogLevel::Error;
}

void write(QtMsgType type, const QMessageLogContext&, const QString& text)
{
    const LogLevel level = levelOf(type);
    if (level < g_least)
        return;
    const QByteArray time = QTime::currentTime().toString(QStringLiteral("HH:mm:ss.zzz")).toLatin1();
    // One call per line, so that lines of several threads do not mix. A full log disk must not stop the program.
    std::fprintf(
        stderr, "%s %s %s\n", time.constData(), kNames[static_cast<std::size_t>(level)], text.toUtf8().constData());
}

}  // namespace

std::optional<LogLevel> logLevelFromName(QStringView name)
{
    for (std::size_t i = 0; i < kNames.size(); ++i)
        if (name == QLatin1StringView(kNames[i]))
            return static_cast<LogLevel>(i);
    return std::nullopt;
}

void installLog(LogLevel least)
{
    g_least = least;
    qInstallMessageHandler(write);
}

}  // namespace reverie
