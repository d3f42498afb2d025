#include "ui/main_window/missing_parts.h"

#include <QCoreApplication>
#include <QImageWriter>

namespace reverie::ui {
namespace {

struct Format {
    const char* name;   ///< Qt's
    const char* title;  ///< people's
    const char* package;
};

constexpr Format kFormats[] = {
    {"jpeg", "JPEG", "libqt6gui6"},
    {"webp", "WebP", "qt6-image-formats-plugins"},
};

}  // namespace

QStringList missingParts()
{
    QStringList missing;
    const QList<QByteArray> there = QImageWriter::supportedImageFormats();
    for (const Format& format : kFormats)
        if (!there.contains(format.name))
            missing << QCoreApplication::translate("MissingParts",
                "Qt's plug-in for %1 pictures is missing, so none are opened or saved; everything else works. Install "
                "the package %2.")
                           .arg(QString::fromLatin1(format.title), QString::fromLatin1(format.package));
    return missing;
}

}  // namespace reverie::ui
