#pragma once

#include "core/base/secret.h"
#include "core/hub/gate.h"
#include "core/secrets/token_keeper.h"

#include <QFrame>

class QComboBox;
class QLineEdit;
class QPushButton;

namespace reverie::ui {

class IconSign;
class Label;

/// What stands between a person and a model: its name, a sentence and one way on. Where a token is missing it is
/// entered here.
class GateCard final : public QFrame {
    Q_OBJECT

public:
    explicit GateCard(QWidget* parent = nullptr);

    /// \param account  whose token is used, a sentence; empty without one
    void show(hub::GateState state, const hub::GateWords& words, const QString& account);
    /// Where tokens are made.
    void setTokensPage(const QUrl& page) { m_tokensPage = page; }
    /// The page is open in the browser; it is looked at again by itself.
    void showWatching();
    [[nodiscard]] bool isWatching() const { return m_isWatching; }
    /// While the Hub is asked.
    void setBusy(bool isBusy);
    /// Why a token that is kept could not be read, a sentence; empty when none is or all could.
    void setTokenTrouble(const QString& sentence);
    /// Why the token was not taken, a sentence.
    void refuseToken(const QString& sentence);
    /// Puts the keyboard where the way on is.
    void takeFocus();

Q_SIGNALS:
    void tokenGiven(const reverie::Secret& token, reverie::secrets::Keep keep);
    void pageWanted(const QUrl& url);
    void checkWanted();
    void successorWanted(const QString& id);

private:
    QWidget* makeToken();
    QWidget* makeTokenTrouble();
    void press();
    void giveToken();
    void showButton(const QString& text);

    hub::GateWords m_words;
    QUrl m_tokensPage;
    bool m_isWatching = false;
    IconSign* m_sign;
    Label* m_title;
    Label* m_sentence;
    Label* m_account;
    QWidget* m_tokenPart;
    QLineEdit* m_token;
    QWidget* m_troublePart;
    Label* m_trouble;
    QComboBox* m_keep;
    Label* m_refusal;
    QPushButton* m_where;
    QPushButton* m_button;
};

}  // namespace reverie::ui
