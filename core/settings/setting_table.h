#pragma once

#include <QString>
#include <QStringList>

#include <span>
#include <variant>
#include <vector>

namespace reverie::settings {

using Value = std::variant<bool, int, QString>;

/// What a setting holds and how a page shows it.
enum class Kind {
    Switch,  ///< bool
    Number,  ///< int, `least` .. `most`
    Text,    ///< QString
    Choice,  ///< QString, one of `choices`
    File,    ///< QString, a path
    Folder,  ///< QString, a path; one that is not there counts as not set
    Folders  ///< QString, paths with a colon between them
};

enum class Category { Appearance, Creating, Models, Queue, Gallery, Saving, Privacy };

/// The names of all settings.
namespace key {
inline constexpr const char* kTheme = "appearance.theme";
inline constexpr const char* kTextScale = "appearance.textScale";
inline constexpr const char* kReducedMotion = "appearance.reducedMotion";
inline constexpr const char* kShowAdvanced = "creating.showAdvanced";
inline constexpr const char* kPreview = "creating.preview";
inline constexpr const char* kStartEngineEarly = "creating.startEngineEarly";
inline constexpr const char* kDevice = "creating.device";
inline constexpr const char* kDType = "creating.dtype";
inline constexpr const char* kMemory = "creating.memory";
inline constexpr const char* kModelFolders = "models.folders";
inline constexpr const char* kSpeedLimit = "models.speedLimit";
inline constexpr const char* kProxy = "models.proxy";
inline constexpr const char* kExtraCaFile = "models.extraCaFile";
inline constexpr const char* kNotify = "queue.notify";
inline constexpr const char* kInhibitSleep = "queue.inhibitSleep";
inline constexpr const char* kEndedKept = "queue.endedKept";
inline constexpr const char* kGoOn = "queue.goOn";
inline constexpr const char* kThumbnailSide = "gallery.thumbnailSide";
inline constexpr const char* kConfirmTrash = "gallery.confirmTrash";
inline constexpr const char* kPicturesFolder = "saving.picturesFolder";
inline constexpr const char* kCopyFormat = "saving.copyFormat";
inline constexpr const char* kCopyQuality = "saving.copyQuality";
inline constexpr const char* kCopyMetadata = "saving.copyMetadata";
inline constexpr const char* kKeepHistory = "privacy.keepHistory";
}  // namespace key

struct Choice {
    const char* value;  ///< in the file
    const char* title;  ///< for people, to be translated
};

/// One setting. Texts are English and translated in the context "Settings" by the functions below.
struct Setting {
    const char* key;
    Category category;
    Kind kind;
    Value standard;  ///< what it is until somebody changes it
    const char* title;
    const char* help;  ///< a sentence
    double least = 0;
    double most = 0;
    std::span<const Choice> choices = {};
    const char* emptyMeans = "";  ///< of a text or path: what holds where it is empty
    const char* unit = "";        ///< of a number
};

/// All settings, in the order of the pages.
[[nodiscard]] std::span<const Setting> allSettings();
/// Null when there is none of this name.
[[nodiscard]] const Setting* findSetting(const QString& key);
/// Whether `value` is of the setting's kind and within its range.
[[nodiscard]] bool fits(const Setting& setting, const Value& value);

[[nodiscard]] QString title(const Setting& setting);
[[nodiscard]] QString help(const Setting& setting);
[[nodiscard]] QString emptyMeans(const Setting& setting);
[[nodiscard]] QString unit(const Setting& setting);
[[nodiscard]] QString title(Category category);
[[nodiscard]] QString title(const Choice& choice);
/// The settings whose title, help, choices or name hold every word of `words`, whatever the case; all for no words.
[[nodiscard]] std::vector<const Setting*> searchSettings(const QString& words);

}  // namespace reverie::settings
