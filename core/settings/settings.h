#pragma once

#include "core/base/result.h"
#include "core/base/serial_thread.h"
#include "core/settings/setting_table.h"

#include <QObject>

#include <nlohmann/json.hpp>

#include <map>

namespace reverie::settings {

/// The settings of the program, in one JSON file: {"version": 1, "values": {key: value}, "shortcuts": {command: keys}}.
/// Written whole and in the background after each change; the file before it is kept as "<file>.good". What this
/// version does not know is kept. A value that is none of its setting's, or a
/// folder that is not there now, counts as not set and stays in the file.
/// A broken file is put aside as "<file>.broken" and the last good one taken; a newer version's file is read as far as
/// it goes and not written until `adopt()`, one that cannot be read never.
/// Lives in the window's thread; only the constructor reads.
class Settings final : public QObject {
    Q_OBJECT

public:
    /// \param file empty = in memory only
    explicit Settings(QString file, QObject* parent = nullptr);
    /// Waits until all is written.
    ~Settings() override;

    /// A sentence when the file was broken, is a newer version's or cannot be read; else empty.
    [[nodiscard]] const QString& note() const { return m_note; }

    /// The file is a newer version's: changes last until the program ends, unless `adopt` is called.
    [[nodiscard]] bool isNewer() const { return m_isNewer; }
    /// The user agrees that the newer file is written over.
    void adopt();

    /// `key` must be a setting's name, T its type: bool, int, double or QString (else Q_ASSERT).
    template <typename T>
    [[nodiscard]] T get(const char* key) const
    {
        return std::get<T>(value(QString::fromLatin1(key)));
    }
    [[nodiscard]] Value value(const QString& key) const;
    /// Of a setting that holds several; see Kind::Folders.
    [[nodiscard]] QStringList folders(const char* key) const;
    [[nodiscard]] bool isStandard(const QString& key) const;
    /// Errors: NotFound, InvalidArgument (another type, out of range, no such choice).
    Result<void> set(const QString& key, const Value& value);
    /// One more of several; one that is among them already changes nothing.
    Result<void> addFolder(const char* key, const QString& folder);
    void reset(const QString& key);
    void resetAll();

    /// Keys that a person gave a command, in QKeySequence's portable text; nothing = the command's own.
    [[nodiscard]] std::optional<QString> shortcut(const QString& command) const;
    void setShortcut(const QString& command, const std::optional<QString>& keys);

    /// Waits until all changes are on the disk.
    void flush();

Q_SIGNALS:
    void changed(const QString& key);
    /// A change could not be written; it holds until the program ends. Once per reason.
    void notSaved(const QString& sentence);

private:
    void read();
    [[nodiscard]] nlohmann::json& section(const char* name);
    void save();
    void onSaved(const Result<void>& saved);

    QString m_file;         ///< empty = in memory only
    nlohmann::json m_json;  ///< the whole file, unknown parts included
    std::map<QString, Value> m_values;
    QString m_note;
    QString m_lastComplaint;
    bool m_isNewer = false;
    SerialThread m_thread;
};

}  // namespace reverie::settings
