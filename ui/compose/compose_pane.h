#pragma once

#include "ui/compose/form.h"
#include "ui/compose/known_model.h"

#include <QFutureWatcher>
#include <QHash>
#include <QMap>
#include <QWidget>

class QPushButton;
class QVBoxLayout;

namespace reverie::ui {

class AdvancedCard;
class FormCard;
class GenerateButton;
class ImageCard;
class Label;
class ModelCard;
class PromptPanel;
class SeedCard;

/// The left pane: prompts, Generate, and the cards of fields. Holds the form; knows no queue.
class ComposePane final : public QWidget {
    Q_OBJECT

public:
    explicit ComposePane(QWidget* parent = nullptr);
    ~ComposePane() override;

    [[nodiscard]] const Form& form() const { return m_form; }
    void setForm(const Form& form);
    /// The request, when nothing in it is refused; else says why and puts the focus there.
    [[nodiscard]] std::optional<request::GenerationRequest> acceptedRequest();
    /// The model of the form; while that is read, or when it cannot be, the one before.
    [[nodiscard]] const KnownModel& model() const { return m_model; }
    [[nodiscard]] bool isModelKnown() const { return m_model.path == m_form.request.model; }
    [[nodiscard]] PromptPanel* prompts() const { return m_prompts; }
    [[nodiscard]] GenerateButton* generateButton() const { return m_generate; }
    [[nodiscard]] QPushButton* menuButton() const { return m_menu; }

    void setLastSeed(std::optional<std::uint64_t> seed);
    /// How people call the models, by path.
    void setModelTitles(const QHash<QString, QString>& titles);
    /// See AdvancedCard::setVaes.
    void setVaes(const std::vector<std::pair<QString, QString>>& vaes);
    /// See ModelCard::setPicture.
    void setModelPicture(const QImage& picture);
    void setCost(const QString& cost);
    void setHint(const QString& hint);
    void setAdvanced(bool isAdvanced);
    [[nodiscard]] bool isAdvanced() const { return m_isAdvanced; }

    /// Folded cards and the lock, by name.
    [[nodiscard]] QMap<QString, bool> switches() const;
    void setSwitches(const QMap<QString, bool>& switches);
    void foldAll(bool isOpen);

Q_SIGNALS:
    void formChanged();
    void switchesChanged();
    void generateWanted();
    void openModelWanted();
    void pickModelWanted();
    void recycleWanted();
    void advancedWanted(bool isAdvanced);
    /// The model of the form has been read.
    void modelKnown(const reverie::request::ModelFacts& model);
    /// It cannot be.
    void modelUnreadable();

private:
    void addCards(QVBoxLayout* column);
    QLayout* makeGenerate();
    QWidget* makeSwitch();
    void onEdited(const FormCard* card);
    void takeForm(Form form);
    void readModel();
    void onModelRead();
    void showAll();

    Form m_form;
    KnownModel m_model;
    QString m_readModel;  ///< path of the one that is read, or was read last
    QFutureWatcher<Result<KnownModel>> m_reading;
    std::optional<std::uint64_t> m_lastSeed;
    std::map<Field, QString> m_refusals;
    PromptPanel* m_prompts;
    GenerateButton* m_generate;
    QPushButton* m_menu;
    Label* m_cost;
    Label* m_pictures;
    ModelCard* m_modelCard = nullptr;
    ImageCard* m_imageCard = nullptr;
    SeedCard* m_seedCard = nullptr;
    AdvancedCard* m_advancedCard = nullptr;
    std::vector<FormCard*> m_cards;
    QPushButton* m_simple = nullptr;
    QPushButton* m_advanced = nullptr;
    bool m_isAdvanced = false;
    bool m_isShowing = false;
};

}  // namespace reverie::ui
