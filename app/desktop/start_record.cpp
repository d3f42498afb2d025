#include "app/desktop/start_record.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <utility>

namespace reverie::app {
namespace {

const QByteArray kStarting = QByteArrayLiteral("starting ");
const QByteArray kUp = QByteArrayLiteral("up");
constexpr qint64 kMostBytes = 100;

/// Not synced: a process that ends by force leaves what it wrote, and a power cut is no fault of a start.
bool write(const QString& name, const QByteArray& words, QString& why)
{
    QFile file(name);
    const bool isWritten =
        file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(words) == words.size() && file.flush();
    if (!isWritten)
        why = file.errorString();
    return isWritten;
}

}  // namespace

StartRecord::StartRecord(QString file) : m_file(std::move(file))
{
    read();
    QDir().mkpath(QFileInfo(m_file).absolutePath());
    QString why;
    if (!write(m_file, kStarting + QByteArray::number(m_failures), why))
        m_whyNotKept = QCoreApplication::translate("StartRecord",
            "%1 cannot be written (%2), so what you change lasts until Reverie ends; --data-dir names another folder.")
                           .arg(QFileInfo(m_file).absolutePath(), why);
}

StartRecord::~StartRecord()
{
    m_thread.finish();
    QFile::remove(m_file);
}

void StartRecord::read()
{
    QFile file(m_file);
    if (!file.open(QIODevice::ReadOnly))
        return;
    m_hasCrashed = true;
    const QByteArray words = file.read(kMostBytes);
    if (words.startsWith(kStarting))
        m_failures = words.mid(kStarting.size()).toInt() + 1;
}

void StartRecord::noteUp()
{
    std::ignore = m_thread.run([file = m_file] {
        QString why;
        return write(file, kUp, why);
    });
}

}  // namespace reverie::app
