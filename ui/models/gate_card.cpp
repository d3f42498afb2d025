#include "ui/models/gate_card.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/icon_sign.h"
#include "ui/widgets/label.h"
#include "ui/widgets/tokens.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace reverie::ui {
namespace {

std::pair<QString, Tone> signOf(hub::GateState state)
{
    using hub::GateState;
    switch (state) {
    case GateState::NoToken:
        return {QStringLiteral("key"), Tone::Accent};
    case GateState::TokenInvalid:
    case GateState::TokenExpired:
    case GateState::TokenLacksRight:
        return {QStringLiteral("key"), Tone::Warn};
    case GateState::TermsNotAccepted:
    case GateState::Pending:
        return {QStringLiteral("lock"), Tone::Accent};
    case GateState::Granted:
    case GateState::NotGated:
        return {QStringLiteral("check"), Tone::Ok};
    case GateState::Renamed:
    case GateState::Offline:
        return {QStringLiteral("info"), Tone::Accent};
    case GateState::Refused:
    case GateState::Missing:
    case GateState::Disabled:
        break;
    }
    return {QStringLiteral("warning"), Tone::Bad};
}

}  // namespace

GateCard::GateCard(QWidget* parent)
    : QFrame(parent), m_sign(new IconSign(QStringLiteral("lock"), Tone::Accent, extent::kIcon)),
      m_title(wrapping(new Label({}, TextRole::Strong))), m_sentence(wrapping(new Label({}))),
      m_account(wrapping(caption({}))), m_tokenPart(nullptr), m_token(new QLineEdit), m_troublePart(new QWidget),
      m_trouble(wrapping(new Label({}, TextRole::Caption, Tone::Warn))), m_keep(new QComboBox),
      m_refusal(wrapping(new Label({}, TextRole::Caption, Tone::Bad))), m_where(linkButton(tr("Where do I get one?"))),
      m_button(wordButton({}, ButtonKind::Primary))
{
    setAccessibleName(tr("What is in the way"));
    auto* words = new QVBoxLayout;
    words->setSpacing(space::kSmall);
    words->addWidget(m_title);
    words->addWidget(m_sentence);
    words->addWidget(m_account);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kLarge);
    row->addWidget(m_sign, 0, Qt::AlignTop);
    row->addLayout(words, 1);
    auto* foot = new QHBoxLayout;
    foot->addWidget(m_where);
    foot->addStretch();
    foot->addWidget(m_button);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(space::kSmall, space::kSmall, space::kSmall, space::kSmall);
    all->setSpacing(space::kLarge);
    all->addLayout(row);
    all->addWidget(makeToken());
    all->addLayout(foot);
    connect(m_button, &QPushButton::clicked, this, &GateCard::press);
    connect(m_token, &QLineEdit::returnPressed, this, &GateCard::press);
    connect(m_where, &QPushButton::clicked, this, [this] { Q_EMIT pageWanted(m_tokensPage); });
}

QWidget* GateCard::makeToken()
{
    m_tokenPart = new QWidget;
    m_token->setEchoMode(QLineEdit::Password);
    m_token->setPlaceholderText(tr("hf_\u2026"));
    m_token->setAccessibleName(tr("Access token"));
    m_token->setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoAutoUppercase | Qt::ImhNoPredictiveText);
    m_keep->setAccessibleName(tr("Where the token is kept"));
    const auto add = [this](
                         const QString& title, secrets::Keep keep) { m_keep->addItem(title, static_cast<int>(keep)); };
    add(tr("Keep it in the system's keychain"), secrets::Keep::Keychain);
    add(tr("Where there is no keychain, keep it in a file that only I can read"), secrets::Keep::KeychainOrFile);
    add(tr("Forget it when Reverie closes"), secrets::Keep::ThisRun);
    auto* column = new QVBoxLayout(m_tokenPart);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kMedium);
    column->addWidget(makeTokenTrouble());
    column->addWidget(m_token);
    column->addWidget(m_refusal);
    column->addWidget(m_keep);
    connect(m_token, &QLineEdit::textChanged, this, [this](const QString& text) {
        refuseToken({});
        m_button->setEnabled(!m_tokenPart->isVisible() || !text.trimmed().isEmpty());
    });
    return m_tokenPart;
}

QWidget* GateCard::makeTokenTrouble()
{
    QPushButton* again = linkButton(tr("Look again"));
    again->setToolTip(tr("Reads the kept token once more"));
    auto* row = new QHBoxLayout(m_troublePart);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kLarge);
    row->addWidget(m_trouble, 1);
    row->addWidget(again, 0, Qt::AlignTop);
    connect(again, &QPushButton::clicked, this, &GateCard::checkWanted);
    setTokenTrouble({});
    return m_troublePart;
}

void GateCard::setTokenTrouble(const QString& sentence)
{
    m_trouble->setText(sentence);
    m_troublePart->setVisible(!sentence.isEmpty());
}

void GateCard::show(hub::GateState state, const hub::GateWords& words, const QString& account)
{
    const bool isSame = words.title == m_words.title && words.action == m_words.action;
    m_words = words;
    m_isWatching = m_isWatching && isSame;
    const auto [sign, tone] = signOf(state);
    m_sign->setIcon(sign, tone);
    m_title->setText(words.title);
    m_sentence->setText(words.sentence);
    m_account->setText(account);
    m_account->setVisible(!account.isEmpty());
    setAccessibleDescription(words.title + QLatin1Char(' ') + words.sentence);
    const bool wantsToken = words.action == hub::GateAction::EnterToken;
    m_tokenPart->setVisible(wantsToken);
    m_where->setVisible(wantsToken && !m_tokensPage.isEmpty());
    refuseToken({});
    if (!wantsToken)
        m_token->clear();
    showButton(wantsToken ? tr("Use this token") : words.button);
    m_button->setEnabled(!wantsToken || !m_token->text().trimmed().isEmpty());
    if (m_isWatching)
        showWatching();
}

void GateCard::showButton(const QString& text)
{
    const bool leaves = m_words.action == hub::GateAction::OpenPage || m_words.action == hub::GateAction::EditToken;
    m_button->setText(text);
    m_button->setAccessibleName(text);
    m_button->setIcon(leaves && !m_isWatching ? icon(QStringLiteral("open"), Tone::OnAccent) : QIcon());
    m_button->setVisible(!text.isEmpty());
}

void GateCard::showWatching()
{
    m_isWatching = true;
    m_account->setText(
        tr("The page is open in your browser. Come back when you are done; Reverie looks again by itself "
           "from time to time."));
    m_account->show();
    showButton(tr("Check again"));
}

void GateCard::setBusy(bool isBusy)
{
    m_button->setEnabled(!isBusy);
    m_token->setEnabled(!isBusy);
    m_keep->setEnabled(!isBusy);
}

void GateCard::refuseToken(const QString& sentence)
{
    m_refusal->setText(sentence);
    m_refusal->setVisible(!sentence.isEmpty());
    setRefused(m_token, !sentence.isEmpty());
}

void GateCard::takeFocus()
{
    if (m_tokenPart->isVisibleTo(this))
        m_token->setFocus(Qt::TabFocusReason);
    else
        m_button->setFocus(Qt::TabFocusReason);
}

void GateCard::press()
{
    if (!m_button->isEnabled())
        return;
    using hub::GateAction;
    if (m_isWatching) {
        Q_EMIT checkWanted();
        return;
    }
    switch (m_words.action) {
    case GateAction::EnterToken:
        giveToken();
        break;
    case GateAction::OpenPage:
    case GateAction::EditToken:
        showWatching();
        Q_EMIT pageWanted(m_words.url);
        break;
    case GateAction::CheckAgain:
        Q_EMIT checkWanted();
        break;
    case GateAction::UseSuccessor:
        Q_EMIT successorWanted(m_words.successor);
        break;
    case GateAction::None:
        break;
    }
}

void GateCard::giveToken()
{
    const Secret token(m_token->text().trimmed().toUtf8());
    m_token->clear();
    if (!token.isEmpty())
        Q_EMIT tokenGiven(token, static_cast<secrets::Keep>(m_keep->currentData().toInt()));
}

}  // namespace reverie::ui
