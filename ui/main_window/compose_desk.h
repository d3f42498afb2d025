#pragma once

#include "core/queue/dispatcher.h"
#include "ui/compose/form.h"
#include "ui/main_window/services.h"

#include <QObject>

class QMenu;

namespace reverie::queue {
class Forecast;
}

namespace reverie::ui {

class ComposePane;
class PromptEdit;
class RunWatch;
class Toast;

/// Joins the form to the queue: what Generate does, what it will cost, and what comes back into the form, from
/// pictures, jobs, styles and earlier prompts.
class ComposeDesk final : public QObject {
    Q_OBJECT

public:
    ComposeDesk(const WindowServices& services, ComposePane& pane, RunWatch& watch, Toast& toast);

    /// Adds the form's request to the queue, or changes the job that is being edited.
    void generate(queue::Place place);
    void setForever(bool isForever);

    /// Puts that part of a recipe into the form; `undo` brings the form back.
    void take(const request::GenerationRequest& recipe, RecipePart part);
    /// All of it with its VAE, and the model with this path; empty = the chosen one stays.
    void takeWithModel(const request::GenerationRequest& recipe, const QString& model);
    void undo();
    [[nodiscard]] bool canUndo() const { return !m_before.empty(); }
    /// Puts a job's request into the form; a waiting job is changed by the next Generate.
    void edit(queue::JobKey key);

    /// Alt+Up and Alt+Down: an older (-1) or newer (1) prompt.
    void walkHistory(int direction);
    void changeWeight(int steps);
    void movePhrase(int direction);
    void takeStyle(const QString& name);
    void setCount(int pictures);
    void setSeed(std::optional<std::uint64_t> seed);
    void resetForm();
    /// The seed of the last picture that was made.
    [[nodiscard]] std::optional<std::uint64_t> lastSeed() const { return m_lastSeed; }
    void setLastSeed(std::optional<std::uint64_t> seed);
    void focusPrompt();
    /// Looks which embeddings there are, in the background.
    void renewEmbeddings();
    /// Of the model that is chosen.
    [[nodiscard]] QString modelName() const;
    [[nodiscard]] QString modelPath() const;

    /// Chooses a model by its folder or file and remembers it.
    void openModel(const QString& path);
    void chooseStarter();
    /// Chooses a VAE by its folder or file; empty = the model's own.
    void useVae(const QString& path);
    /// Lets the prompts begin with these, unless they hold them already.
    void addPieces(const QString& prompt, const QString& negativePrompt);
    [[nodiscard]] const QStringList& models() const { return m_models; }
    void setModels(const QStringList& models);

    /// While it is shown, which is until the next Generate, it stands under the button instead of the cost.
    void setHint(const QString& hint);
    void setHintShown(bool isShown);

Q_SIGNALS:
    void modelsChanged();
    /// A job was added or changed.
    void generated();

private:
    void change(const Form& form);
    [[nodiscard]] request::GenerationRequest withSettings(request::GenerationRequest request) const;
    [[nodiscard]] PromptEdit* currentPrompt() const;
    void remember(const request::GenerationRequest& request);
    bool changeEdited(const request::GenerationRequest& request);
    void showCost();

    const WindowServices& m_services;
    ComposePane& m_pane;
    RunWatch& m_watch;
    Toast& m_toast;
    std::vector<Form> m_before;
    std::optional<queue::JobKey> m_edited;
    std::optional<std::uint64_t> m_lastSeed;
    QStringList m_models;
    QString m_hint;
    bool m_isHintShown = false;
};

/// "about 6 s · 0.9 GB".
[[nodiscard]] QString costText(
    const queue::Forecast& forecast, const request::GenerationRequest& request, const request::ModelFacts& model);

}  // namespace reverie::ui
