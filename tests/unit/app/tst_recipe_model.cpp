#include "app/reverie/recipe_model.h"
#include "tests/support/tiny_model.h"

#include <QDateTime>
#include <QTemporaryDir>
#include <QtTest>

using namespace reverie;
using namespace reverie::app;
using namespace reverie::test;

/// A recipe's weights are found by their hashes, and only by them.
class TstRecipeModel final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder.emplace();
        qputenv("REVERIE_RESOURCES_DIR", path("resources").toUtf8());
        m_paths = Paths::forProcess(path("data"));
        m_hashes.emplace(path("hashes.json"));
    }

    void findsTheStarterModelWithoutHavingUsedIt()
    {
        makeModel(Paths::starterModel());
        m_hashes.emplace(path("other.json"));
        QCOMPARE(find(hashOf(Paths::starterModel()))->path, Paths::starterModel());
    }

    void findsAModelThatWasUsedBefore_data()
    {
        QTest::addColumn<int>("digits");
        QTest::newRow("by its SHA-256") << 64;
        QTest::newRow("by A1111's ten digits") << 10;
    }

    void findsAModelThatWasUsedBefore()
    {
        QFETCH(int, digits);
        makeModel(path("sd15"));
        const auto found = find(hashOf(path("sd15")).left(digits));
        QVERIFY2(found.has_value(), qPrintable(found ? QString() : sentence(found.error())));
        QCOMPARE(found->path, path("sd15"));
        QCOMPARE(found->remarks, QStringList());
    }

    void findsAFileThatIsAWholeModel()
    {
        const QString file = path("sd15.safetensors");
        QVERIFY(writeFile(file, "weights"));
        age(file);
        QCOMPARE(find(m_hashes->sha256(file, {}).value())->path, file);
    }

    void wantsEveryShard()
    {
        makeModel(path("sd15"));
        auto recipe = recipeOf(hashOf(path("sd15")));
        recipe.facts.weights.push_back({"unet", QString(64, 'f')});
        QCOMPARE(models().find(recipe, {}, {}).error().code, ErrorCode::NotFound);
    }

    void aModelThatChangedIsNotFound()
    {
        makeModel(path("sd15"));
        const QString hash = hashOf(path("sd15"));
        QVERIFY(writeFile(unetOf(path("sd15")), "changed"));
        QCOMPARE(find(hash).error().code, ErrorCode::NotFound);
    }

    void saysWhatToDoAboutAModelThatIsNotFound()
    {
        QCOMPARE(sentence(find(QString(64, 'f')).error()),
            "the recipe's model \"sd15\" (hash ffffffffff) was not used on this machine before, or was moved "
            "since; name it with -m.");
        QCOMPARE(
            sentence(find({}).error()), "the recipe gives no SHA-256 of its model \"sd15\"; name the model with -m.");
    }

    void aNamedModelIsComparedWithTheRecipes()
    {
        makeModel(path("sd15"));
        const QString hash = hashOf(path("sd15"));
        QCOMPARE(models().find(recipeOf(hash), path("sd15"), {})->remarks, QStringList());
        QCOMPARE(models().find(recipeOf({}), path("sd15"), {})->remarks, QStringList());
        const auto other = models().find(recipeOf(QString(10, 'f')), path("sd15"), {});
        QCOMPARE(other->path, path("sd15"));
        QCOMPARE(other->remarks,
            QStringList{path("sd15") + " is another model than the recipe's, \"sd15\" (hash ffffffffff)"});
    }

    void aNamedModelMustBeThere()
    {
        QCOMPARE(models().find(recipeOf({}), "nowhere", {}).error().code, ErrorCode::NotFound);
    }

    void findsTheVaeOfTheRecipe()
    {
        makeModel(path("sd15"));
        auto recipe = recipeOf(hashOf(path("sd15")));
        const QString file = path("better.safetensors");
        QVERIFY(writeFile(file, "vae"));
        age(file);
        recipe.vae = "better.safetensors";
        recipe.facts.weights.push_back({"vae", m_hashes->sha256(file, {}).value()});
        QCOMPARE(models().find(recipe, {}, {})->vae, file);
        QCOMPARE(models().find(recipe, {}, "mine")->vae, "mine");
        recipe.vae.clear();
        QCOMPARE(models().find(recipe, {}, {})->vae, QString());
    }

    void aVaeInAFolderIsNamedByTheFolder()
    {
        makeModel(path("sd15"));
        auto recipe = recipeOf(hashOf(path("sd15")));
        const QString file = path("sd15/vae/diffusion_pytorch_model.safetensors");
        age(file);
        recipe.vae = "vae";
        recipe.facts.weights.push_back({"vae", m_hashes->sha256(file, {}).value()});
        QCOMPARE(models().find(recipe, {}, {})->vae, path("sd15/vae"));
    }

    void remarksAVaeThatIsNotFound()
    {
        makeModel(path("sd15"));
        auto recipe = recipeOf(hashOf(path("sd15")));
        recipe.vae = "better.safetensors";
        recipe.facts.weights.push_back({"vae", "735e4c3a44"});
        const auto found = models().find(recipe, {}, {});
        QCOMPARE(found->vae, QString());
        QCOMPARE(found->remarks,
            QStringList{
                "the recipe's VAE \"better.safetensors\" (hash 735e4c3a44) is not known here; name it with --vae"});
    }

    void hashingCanBeCancelled()
    {
        makeModel(path("sd15"));
        Cancellation cancelled;
        cancelled.cancel();
        RecipeModels cancelledModels(m_paths, *m_hashes, cancelled);
        QCOMPARE(cancelledModels.find(recipeOf(QString(64, 'f')), path("sd15"), {}).error().code, ErrorCode::Cancelled);
    }

private:
    QString path(const QString& name) const { return m_folder->filePath(name); }
    static QString unetOf(const QString& model) { return model + "/unet/diffusion_pytorch_model.safetensors"; }
    RecipeModels models() { return RecipeModels(m_paths, *m_hashes, {}); }
    Result<RecipeModel> find(const QString& hash) { return models().find(recipeOf(hash), {}, {}); }
    QString hashOf(const QString& model) { return m_hashes->sha256(unetOf(model), {}).value(); }

    static image::Recipe recipeOf(const QString& hash)
    {
        image::Recipe recipe;
        recipe.facts.model.name = "sd15";
        if (!hash.isEmpty())
            recipe.facts.weights = {{"unet", hash}};
        return recipe;
    }

    static void makeModel(const QString& folder)
    {
        QVERIFY(QDir().mkpath(folder) && writeTinyModel(folder));
        age(unetOf(folder));
    }

    /// Only the hash of a file that has been at rest for a moment is remembered.
    static void age(const QString& path)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite) &&
            file.setFileTime(QDateTime::currentDateTime().addSecs(-60), QFileDevice::FileModificationTime));
    }

    std::optional<QTemporaryDir> m_folder;
    Paths m_paths = Paths::forProcess();
    std::optional<weights::HashCache> m_hashes;
};

QTEST_GUILESS_MAIN(TstRecipeModel)
#include "tst_recipe_model.moc"
