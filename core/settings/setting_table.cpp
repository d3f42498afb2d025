#include "core/settings/setting_table.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>

namespace reverie::settings {
namespace {

constexpr Choice kThemes[] = {{"system", QT_TRANSLATE_NOOP("Settings", "As the system")},
    {"dark", QT_TRANSLATE_NOOP("Settings", "Dark")}, {"light", QT_TRANSLATE_NOOP("Settings", "Light")}};
constexpr Choice kDevices[] = {{"auto", QT_TRANSLATE_NOOP("Settings", "The fastest there is")},
    {"cpu", QT_TRANSLATE_NOOP("Settings", "The processor")},
    {"cuda", QT_TRANSLATE_NOOP("Settings", "The graphics card")}};
constexpr Choice kDTypes[] = {{"auto", QT_TRANSLATE_NOOP("Settings", "As the device likes it")},
    {"fp32", QT_TRANSLATE_NOOP("Settings", "32 bits, exact")}, {"fp16", QT_TRANSLATE_NOOP("Settings", "16 bits, half")},
    {"bf16", QT_TRANSLATE_NOOP("Settings", "16 bits, brain float")}};
constexpr Choice kMemory[] = {{"auto", QT_TRANSLATE_NOOP("Settings", "As much as fits")},
    {"fast", QT_TRANSLATE_NOOP("Settings", "As fast as possible")},
    {"lean", QT_TRANSLATE_NOOP("Settings", "As little as possible")}};
constexpr Choice kGoingOn[] = {{"ask", QT_TRANSLATE_NOOP("Settings", "Ask")},
    {"now", QT_TRANSLATE_NOOP("Settings", "Go on at once")},
    {"never", QT_TRANSLATE_NOOP("Settings", "Leave them in the queue")}};
constexpr Choice kFormats[] = {{"png", "PNG"}, {"jpeg", "JPEG"}, {"webp", "WebP"}};

QString text(const char* value)
{
    return QString::fromLatin1(value);
}

using enum Category;

const std::vector<Setting> kSettings{
    {key::kTheme, Appearance, Kind::Choice, text("system"), QT_TRANSLATE_NOOP("Settings", "Theme"),
        QT_TRANSLATE_NOOP("Settings", "Dark or light; by default the window follows the system."), 0, 0, kThemes},
    {key::kTextScale, Appearance, Kind::Number, 100, QT_TRANSLATE_NOOP("Settings", "Text size"),
        QT_TRANSLATE_NOOP("Settings", "Of the system's text size."), 90, 200, {}, "",
        QT_TRANSLATE_NOOP("Settings", "%")},
    {key::kReducedMotion, Appearance, Kind::Switch, false, QT_TRANSLATE_NOOP("Settings", "Less motion"),
        QT_TRANSLATE_NOOP("Settings", "Shows changes at once instead of sliding and fading.")},
    {key::kShowAdvanced, Creating, Kind::Switch, false, QT_TRANSLATE_NOOP("Settings", "Show advanced fields"),
        QT_TRANSLATE_NOOP("Settings", "Shows the cards that most pictures do not need.")},
    {key::kPreview, Creating, Kind::Switch, true, QT_TRANSLATE_NOOP("Settings", "Preview while running"),
        QT_TRANSLATE_NOOP("Settings", "Shows the picture as it forms.")},
    {key::kStartEngineEarly, Creating, Kind::Switch, true, QT_TRANSLATE_NOOP("Settings", "Start the engine early"),
        QT_TRANSLATE_NOOP("Settings", "Starts the engine with the window, so that the first picture comes sooner.")},
    {key::kDevice, Creating, Kind::Choice, text("auto"), QT_TRANSLATE_NOOP("Settings", "Device"),
        QT_TRANSLATE_NOOP("Settings", "What computes the pictures of new requests."), 0, 0, kDevices},
    {key::kDType, Creating, Kind::Choice, text("auto"), QT_TRANSLATE_NOOP("Settings", "Number type"),
        QT_TRANSLATE_NOOP("Settings", "Shorter numbers take less memory and change the picture slightly."), 0, 0,
        kDTypes},
    {key::kMemory, Creating, Kind::Choice, text("auto"), QT_TRANSLATE_NOOP("Settings", "Memory"),
        QT_TRANSLATE_NOOP("Settings", "How much memory a run may take; less is slower."), 0, 0, kMemory},
    {key::kModelFolders, Models, Kind::Folders, QString(), QT_TRANSLATE_NOOP("Settings", "Further folders of models"),
        QT_TRANSLATE_NOOP(
            "Settings", "Listed beside those that are found by themselves; several are parted by a colon."),
        0, 0, {}, QT_TRANSLATE_NOOP("Settings", "None")},
    {key::kSpeedLimit, Models, Kind::Number, 0, QT_TRANSLATE_NOOP("Settings", "Speed limit of downloads"),
        QT_TRANSLATE_NOOP("Settings", "For all downloads together; 0 is as fast as it goes."), 0, 100'000, {}, "",
        QT_TRANSLATE_NOOP("Settings", "MB/s")},
    {key::kProxy, Models, Kind::Text, QString(), QT_TRANSLATE_NOOP("Settings", "Proxy"),
        QT_TRANSLATE_NOOP("Settings", "An address such as http://proxy:3128. Needs a new start."), 0, 0, {},
        QT_TRANSLATE_NOOP("Settings", "As the system says")},
    {key::kExtraCaFile, Models, Kind::File, QString(), QT_TRANSLATE_NOOP("Settings", "Certificates of your network"),
        QT_TRANSLATE_NOOP("Settings",
            "A PEM file of authorities to trust beside the system's, for networks that look into TLS. Needs a new "
            "start."),
        0, 0, {}, QT_TRANSLATE_NOOP("Settings", "Only the system's")},
    {key::kNotify, Queue, Kind::Switch, true, QT_TRANSLATE_NOOP("Settings", "Notify when pictures are ready"),
        QT_TRANSLATE_NOOP("Settings", "Shows a notification when the window is not in front.")},
    {key::kInhibitSleep, Queue, Kind::Switch, true, QT_TRANSLATE_NOOP("Settings", "Stay awake while running"),
        QT_TRANSLATE_NOOP("Settings", "Keeps the computer from going to sleep while pictures are made.")},
    {key::kEndedKept, Queue, Kind::Number, 200, QT_TRANSLATE_NOOP("Settings", "Ended jobs kept"),
        QT_TRANSLATE_NOOP("Settings", "How many jobs that are done, failed or cancelled the queue goes on showing."), 0,
        10'000},
    {key::kGoOn, Queue, Kind::Choice, text("ask"), QT_TRANSLATE_NOOP("Settings", "Unfinished jobs"),
        QT_TRANSLATE_NOOP("Settings", "What happens at the start with jobs of the last time that are not finished."), 0,
        0, kGoingOn},
    {key::kThumbnailSide, Gallery, Kind::Number, 118, QT_TRANSLATE_NOOP("Settings", "Thumbnail size"),
        QT_TRANSLATE_NOOP("Settings", "How wide thumbnails are at least."), 64, 256, {}, "",
        QT_TRANSLATE_NOOP("Settings", "pixels")},
    {key::kConfirmTrash, Gallery, Kind::Switch, false, QT_TRANSLATE_NOOP("Settings", "Ask before moving to the trash"),
        QT_TRANSLATE_NOOP("Settings", "Deleting can be undone, so nobody is asked by default.")},
    {key::kPicturesFolder, Saving, Kind::Folder, QString(), QT_TRANSLATE_NOOP("Settings", "Folder of pictures"),
        QT_TRANSLATE_NOOP("Settings", "Where finished pictures go, one folder a day."), 0, 0, {},
        QT_TRANSLATE_NOOP("Settings", "The usual place")},
    {key::kCopyFormat, Saving, Kind::Choice, text("png"), QT_TRANSLATE_NOOP("Settings", "Format of copies"),
        QT_TRANSLATE_NOOP("Settings", "What \"Save a copy\" offers first."), 0, 0, kFormats},
    {key::kCopyQuality, Saving, Kind::Number, 92, QT_TRANSLATE_NOOP("Settings", "Quality of JPEG and WebP copies"),
        QT_TRANSLATE_NOOP("Settings", "Higher is larger and closer to the picture."), 1, 100},
    {key::kCopyMetadata, Saving, Kind::Switch, true, QT_TRANSLATE_NOOP("Settings", "Recipe in copies"),
        QT_TRANSLATE_NOOP("Settings", "Copies tell how the picture was made.")},
    {key::kKeepHistory, Privacy, Kind::Switch, true, QT_TRANSLATE_NOOP("Settings", "Remember prompts"),
        QT_TRANSLATE_NOOP("Settings", "Keeps the prompts that were run, for Alt+Up and Alt+Down.")},
};

QString translated(const char* english)
{
    return QCoreApplication::translate("Settings", english);
}

bool isInRange(const Setting& setting, double number)
{
    return std::isfinite(number) && number >= setting.least && number <= setting.most;
}

QString searchText(const Setting& setting)
{
    QString all = text(setting.key) + QLatin1Char(' ') + title(setting) + QLatin1Char(' ') + help(setting) +
        QLatin1Char(' ') + title(setting.category);
    for (const struct Choice& choice : setting.choices)
        all += QLatin1Char(' ') + title(choice);
    return all;
}

}  // namespace

std::span<const Setting> allSettings()
{
    return kSettings;
}

const Setting* findSetting(const QString& key)
{
    const auto at =
        std::ranges::find_if(kSettings, [&](const Setting& each) { return key == QLatin1String(each.key); });
    return at == kSettings.end() ? nullptr : &*at;
}

bool fits(const Setting& setting, const Value& value)
{
    if (value.index() != setting.standard.index())
        return false;
    if (const int* number = std::get_if<int>(&value))
        return isInRange(setting, *number);
    if (setting.kind != Kind::Choice)
        return true;
    return std::ranges::any_of(
        setting.choices, [&](const auto& each) { return std::get<QString>(value) == QLatin1String(each.value); });
}

QString title(const Setting& setting)
{
    return translated(setting.title);
}

QString help(const Setting& setting)
{
    return translated(setting.help);
}

QString emptyMeans(const Setting& setting)
{
    return *setting.emptyMeans == '\0' ? QString() : translated(setting.emptyMeans);
}

QString unit(const Setting& setting)
{
    return *setting.unit == '\0' ? QString() : translated(setting.unit);
}

QString title(Category category)
{
    static constexpr std::array kTitles{QT_TRANSLATE_NOOP("Settings", "Appearance"),
        QT_TRANSLATE_NOOP("Settings", "Creating"), QT_TRANSLATE_NOOP("Settings", "Models"),
        QT_TRANSLATE_NOOP("Settings", "Queue"), QT_TRANSLATE_NOOP("Settings", "Gallery"),
        QT_TRANSLATE_NOOP("Settings", "Saving"), QT_TRANSLATE_NOOP("Settings", "Privacy")};
    return translated(kTitles.at(static_cast<std::size_t>(category)));
}

QString title(const struct Choice& choice)
{
    return translated(choice.title);
}

std::vector<const Setting*> searchSettings(const QString& words)
{
    std::vector<const Setting*> found;
    const QStringList wanted = words.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (const Setting& setting : kSettings) {
        const QString all = searchText(setting);
        if (std::ranges::all_of(wanted, [&](const QString& word) { return all.contains(word, Qt::CaseInsensitive); }))
            found.push_back(&setting);
    }
    return found;
}

}  // namespace reverie::settings
