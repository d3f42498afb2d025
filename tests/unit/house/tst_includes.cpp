#include <QDirIterator>
#include <QHash>
#include <QRegularExpression>
#include <QSet>
#include <QtTest>

namespace {

/// Who may include whom inside core/, as DESIGN.md section 2 says; permissions are transitive.
const QHash<QString, QStringList> kMayInclude = {
    {"base", {}},
    {"io", {"base"}},
    {"request", {"base", "io"}},
    {"weights", {"base", "io"}},
    {"prompt", {"request"}},
    {"image", {"request"}},
    {"worker", {"request"}},
    {"kernels", {}},
    {"engine", {"request", "prompt", "weights", "kernels"}},
    {"sql", {"base", "io"}},
    {"queue", {"worker", "image", "weights", "sql"}},
    {"gallery", {"image", "sql"}},
    {"settings", {"request"}},
    {"net", {"base", "io"}},
    {"secrets", {"base", "io"}},
    {"hub", {"net", "secrets"}},
    {"library", {"weights", "hub", "settings"}},
};

QSet<QString> reach(const QString& folder)
{
    QSet<QString> all{folder};
    for (const QString& next : kMayInclude.value(folder))
        all |= reach(next);
    return all;
}

struct Include {
    QString file;
    int line;
    QString target;
};

QList<Include> includesBelow(const QString& folder)
{
    static const QRegularExpression pattern("^\\s*#\\s*include\\s*[<\"]([^>\"]+)[>\"]");
    QList<Include> all;
    QDirIterator files(QStringLiteral(REVERIE_SOURCE_DIR "/") + folder, {"*.h", "*.cpp", "*.cu", "*.cuh"}, QDir::Files,
        QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QStringList lines = QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'));
        for (int i = 0; i < lines.size(); ++i)
            if (const auto match = pattern.match(lines[i]); match.hasMatch())
                all.push_back({QDir(REVERIE_SOURCE_DIR).relativeFilePath(file.fileName()), i + 1, match.captured(1)});
    }
    return all;
}

QString place(const Include& include)
{
    return QStringLiteral("%1:%2 includes %3").arg(include.file).arg(include.line).arg(include.target);
}

bool isTorch(const QString& target)
{
    return target.startsWith("torch/") || target.startsWith("ATen/") || target.startsWith("c10/");
}

}  // namespace

/// Reads every include of the house and fails on one that the blueprint forbids.
class TstIncludes final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void coreFoldersKeepTheirDirection()
    {
        QStringList wrong;
        for (const Include& include : includesBelow(QStringLiteral("core"))) {
            const QString from = include.file.section('/', 1, 1);
            QVERIFY2(kMayInclude.contains(from), qPrintable(from + " has no row in this test"));
            if (include.target.startsWith("app/") || include.target.startsWith("ui/"))
                wrong << place(include);
            if (include.target.startsWith("core/") && !reach(from).contains(include.target.section('/', 1, 1)))
                wrong << place(include);
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
    }

    void torchStaysInTheEngine()
    {
        QStringList wrong;
        for (const Include& include : includesBelow(QStringLiteral("core")) + includesBelow(QStringLiteral("app"))) {
            const bool home = include.file.startsWith("core/engine/") || include.file.startsWith("app/engine/");
            if (isTorch(include.target) && !home)
                wrong << place(include);
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
    }

    void coreKnowsNoWidgets()
    {
        static const QRegularExpression widget(QStringLiteral("^QtWidgets|^Q(Widget|MainWindow|Dialog|MessageBox)"));
        QStringList wrong;
        for (const Include& include : includesBelow(QStringLiteral("core")))
            if (widget.match(include.target).hasMatch())
                wrong << place(include);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
    }

    void thereIsNoCycle()
    {
        for (auto row = kMayInclude.begin(); row != kMayInclude.end(); ++row)
            for (const QString& below : row.value())
                QVERIFY2(!reach(below).contains(row.key()), qPrintable(row.key() + " <-> " + below));
    }
};

QTEST_GUILESS_MAIN(TstIncludes)
#include "tst_includes.moc"
