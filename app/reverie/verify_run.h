#pragma once

#include "app/reverie/recipe_model.h"
#include "core/image/picture_difference.h"
#include "core/worker/worker_client.h"

#include <QElapsedTimer>
#include <QObject>
#include <QThreadPool>

namespace reverie::app {

struct Services;

/// What `reverie verify` was asked for. Empty fields mean: as the recipe says.
struct VerifyWish {
    QStringList files;
    request::GenerationRequest request;  ///< its model, vae, device and dtype; "auto" = the recipe's
    bool json = false;
    bool quiet = false;
};

/// What became of one file.
struct Verification {
    QString file;
    std::optional<Error> error;  ///< it could not be verified; what follows is empty then
    image::PictureDifference difference;
    request::Stop stop;   ///< where the picture was stopped, and the run again
    QStringList reasons;  ///< why it may differ, where it does
    double seconds = 0;   ///< that the run took

    [[nodiscard]] bool isIdentical() const { return !error && difference.isNone(); }
};

/// The device to verify on: the one that the picture was made on, else another of its kind, else the CPU; "auto" where
/// the recipe names none.
[[nodiscard]] QString deviceLike(const QString& recorded, const std::vector<worker::Device>& devices);

/// Runs the recipes of several files again, one after the other, and compares the pictures. Lives in the thread of the
/// services' worker; reads and hashes files on a thread of its own.
class VerifyRun final : public QObject {
    Q_OBJECT

public:
    VerifyRun(Services& services, const Paths& paths, VerifyWish wish);
    ~VerifyRun() override;

    void start();
    void cancel();

Q_SIGNALS:
    void loading(int file, double fraction, const QString& what);
    void progress(int file, const reverie::request::Progress& progress);
    void verified(const reverie::app::Verification& verification);
    /// Once, last. An error = not all files were looked at (cancelled, or no engine).
    void finished(const std::optional<reverie::Error>& error);

private:
    struct Subject {
        image::Recipe recipe;
        request::RgbImage picture;
        RecipeModel model;
    };

    [[nodiscard]] Result<Subject> read(const QString& file);
    [[nodiscard]] worker::LoadOptions loadOptions() const;
    void next();
    void onRead(const Result<Subject>& subject);
    void onLoaded(worker::JobId job, const request::ModelFacts& model);
    void generate();
    void onImage(worker::JobId job, const request::GeneratedImage& image);
    void onDone(worker::JobId job);
    void onFailed(worker::JobId job, const Error& error);
    [[nodiscard]] QStringList reasons();
    void give(const Error& error);
    void give(Verification verification);
    void finish(const std::optional<Error>& error);

    Services& m_services;
    const Paths& m_paths;
    const VerifyWish m_wish;
    QThreadPool m_reading;  // one thread
    Cancellation m_cancellation;
    std::optional<worker::EngineFacts> m_engine;  // once the worker is there
    request::ModelFacts m_model;                  // that the worker holds
    int m_at = 0;                                 // in m_wish.files
    std::optional<Subject> m_subject;
    request::RgbImage m_made;
    worker::JobId m_running = 0;
    QElapsedTimer m_clock;
    bool m_isFinished = false;
};

}  // namespace reverie::app
