#include "ui/settings/setting_row.h"

#include "core/settings/settings.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/label.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QToolButton>
#include <QVBoxLayout>

namespace reverie::ui {
namespace {

constexpr int kFieldWidth = extent::kPageField;

}  // namespace

SettingRow::SettingRow(const settings::Setting& setting, settings::Settings& settings, QWidget* parent)
    : QWidget(parent), m_setting(setting), m_settings(settings),
      m_reset(
          iconButton(QStringLiteral("reset"), tr("Reset %1 to the default").arg(settings::title(setting)), Tone::Muted))
{
    setMinimumHeight(extent::kControl + 2 * space::kLarge);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(space::kHuge, space::kLarge, space::kLarge, space::kLarge);
    row->setSpacing(space::kLarge);
    auto* words = new QVBoxLayout;
    words->setSpacing(space::kTiny);
    words->addWidget(new Label(settings::title(setting)));
    Label* help = caption(settings::help(setting));
    help->setWordWrap(true);
    words->addWidget(help);
    row->addLayout(words, 1);
    QWidget* field = makeField();
    field->setAccessibleName(settings::title(setting));
    field->setAccessibleDescription(settings::help(setting));
    row->addWidget(field, 0, Qt::AlignVCenter | Qt::AlignRight);
    QSizePolicy kept = m_reset->sizePolicy();
    kept.setRetainSizeWhenHidden(true);
    m_reset->setSizePolicy(kept);
    row->addWidget(m_reset, 0, Qt::AlignVCenter);
    connect(m_reset, &QToolButton::clicked, this, [this] { m_settings.reset(QString::fromLatin1(m_setting.key)); });
    connect(&settings, &settings::Settings::changed, this, &SettingRow::onChanged);
    onChanged(QString::fromLatin1(setting.key));
}

void SettingRow::onChanged(const QString& key)
{
    if (key != QLatin1String(m_setting.key))
        return;
    m_show();
    m_reset->setVisible(!m_settings.isStandard(key));
}

QWidget* SettingRow::makeField()
{
    switch (m_setting.kind) {
    case settings::Kind::Switch:
        return makeSwitch();
    case settings::Kind::Number:
        return makeNumber();
    case settings::Kind::Text:
        return makeText();
    case settings::Kind::File:
    case settings::Kind::Folder:
    case settings::Kind::Folders:
        return makePath();
    case settings::Kind::Choice:
        break;
    }
    return makeChoice();
}

QWidget* SettingRow::makeSwitch()
{
    auto* box = new QCheckBox;
    m_show = [this, box] { box->setChecked(m_settings.get<bool>(m_setting.key)); };
    connect(box, &QCheckBox::clicked, this,
        [this](bool isOn) { (void)m_settings.set(QString::fromLatin1(m_setting.key), isOn); });
    return box;
}

QWidget* SettingRow::makeNumber()
{
    auto* field = new WholeField(settings::title(m_setting), 1);
    field->setRange(static_cast<int>(m_setting.least), static_cast<int>(m_setting.most));
    if (const QString unit = settings::unit(m_setting); !unit.isEmpty())
        field->setSuffix(QLatin1Char(' ') + unit);
    m_show = [this, field] { field->setChosen(m_settings.get<int>(m_setting.key)); };
    connect(field, &WholeField::edited, this,
        [this, field] { (void)m_settings.set(QString::fromLatin1(m_setting.key), field->value()); });
    return field;
}

QLineEdit* SettingRow::makeText()
{
    auto* field = new QLineEdit;
    field->setFixedWidth(kFieldWidth);
    field->setPlaceholderText(settings::emptyMeans(m_setting));
    m_show = [this, field] { field->setText(m_settings.get<QString>(m_setting.key)); };
    connect(field, &QLineEdit::editingFinished, this,
        [this, field] { (void)m_settings.set(QString::fromLatin1(m_setting.key), field->text()); });
    return field;
}

QWidget* SettingRow::makePath()
{
    QLineEdit* field = makeText();
    const bool isFile = m_setting.kind == settings::Kind::File;
    auto* choose = field->addAction(icon(QStringLiteral("folder"), Tone::Muted), QLineEdit::TrailingPosition);
    choose->setText(isFile                              ? tr("Choose a file")
            : m_setting.kind == settings::Kind::Folders ? tr("Add a folder")
                                                        : tr("Choose a folder"));
    choose->setToolTip(choose->text());
    connect(choose, &QAction::triggered, this, &SettingRow::choosePath);
    return field;
}

void SettingRow::choosePath()
{
    auto* dialog = new QFileDialog(window(), settings::title(m_setting));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(m_setting.kind == settings::Kind::File ? QFileDialog::ExistingFile : QFileDialog::Directory);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        if (m_setting.kind == settings::Kind::Folders)
            (void)m_settings.addFolder(m_setting.key, path);
        else
            (void)m_settings.set(QString::fromLatin1(m_setting.key), path);
    });
    dialog->open();
}

QWidget* SettingRow::makeChoice()
{
    auto* box = new QComboBox;
    box->setFixedWidth(extent::kPageField);
    for (const settings::Choice& choice : m_setting.choices)
        box->addItem(settings::title(choice), QString::fromLatin1(choice.value));
    m_show = [this, box] { box->setCurrentIndex(box->findData(m_settings.get<QString>(m_setting.key))); };
    connect(box, &QComboBox::activated, this,
        [this, box] { (void)m_settings.set(QString::fromLatin1(m_setting.key), box->currentData().toString()); });
    return box;
}

}  // namespace reverie::ui
