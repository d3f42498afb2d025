#pragma once

#include "core/gallery/gallery.h"
#include "core/image/picture_metadata.h"
#include "core/image/png_writer.h"
#include "tests/support/pictures.h"

#include <QDir>
#include <QTemporaryDir>

namespace reverie::test {

/// A gallery's places below one folder, and pictures with a recipe in them.
class GalleryFolder final {
public:
    static constexpr int kWidth = 128;  ///< pixels
    static constexpr int kHeight = 64;  ///< pixels

    [[nodiscard]] gallery::GalleryPlaces places() const
    {
        return {path("pictures"), path("data/gallery.sqlite"), path("data/stars.jsonl")};
    }
    [[nodiscard]] QString path(const QString& name) const { return m_root.filePath(name); }

    /// \param name such as "2026-11-23/a.png" \return its path, made `age` minutes ago; empty when it cannot be written
    QString addPicture(const QString& name, std::uint64_t seed, int age = 0, request::Stop stop = {}) const
    {
        const QString file = path("pictures/" + name);
        QDir().mkpath(QFileInfo(file).path());
        image::PictureFacts facts;
        facts.seed = seed;
        facts.request.prompt = "a tree";
        facts.request.seed = seed;
        facts.request.width = kWidth;
        facts.request.height = kHeight;
        facts.request.steps = 5;
        facts.request.guidanceScale = 7.0;
        facts.request.sampler = "Euler";
        facts.request.schedule = "Automatic";
        facts.width = kWidth;
        facts.height = kHeight;
        facts.model.name = "starter";
        facts.stop = stop;
        const auto png = image::encodePng(support::patterned(kWidth, kHeight), image::pictureTexts(facts));
        if (!png || !image::savePng(file, *png, io::IfExists::Replace))
            return {};
        QFile written(file);
        const QDateTime made = QDateTime::currentDateTimeUtc().addSecs(-60 * age);
        return written.open(QIODevice::ReadWrite) && written.setFileTime(made, QFileDevice::FileModificationTime)
            ? file
            : QString();
    }

    bool addFile(const QString& name, const QByteArray& content) const
    {
        QFile file(path(name));
        QDir().mkpath(QFileInfo(file).path());
        return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
    }

private:
    QTemporaryDir m_root;
};

}  // namespace reverie::test
