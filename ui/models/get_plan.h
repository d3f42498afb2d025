#pragma once

#include <QString>
#include <QUrl>

#include <cstdint>
#include <optional>
#include <vector>

namespace reverie::hub {
struct Inquiry;
struct WhoAmI;
}  // namespace reverie::hub
namespace reverie::library {
class Catalogue;
}

namespace reverie::ui {

/// One of the single files of a repository, or its whole folder.
struct GetChoice {
    QString file;  ///< empty = what Reverie would take
    QString title;
};

/// What would be fetched, before it is: for a person to agree to. Texts are for people.
struct GetPlan {
    QString id;  ///< of the repository
    QString name;
    QString commit;  ///< the state that was looked at
    QString words;   ///< what is taken of it: "fp16 safetensors, 2.1 GB of the repository's 44 GB"
    QString note;    ///< a sentence more, such as that it is called so now; may be empty
    QString place;   ///< "Into the Hugging Face cache; 91 GB are free there."
    QString licence;
    QString licenceWords;
    QUrl licenceUrl;
    std::uint64_t bytes = 0;         ///< still to be fetched
    QString whyNot;                  ///< a sentence when it cannot be fetched now, such as a full disk
    std::vector<GetChoice> choices;  ///< where a person may choose between files
    int chosen = 0;
};

/// What an open gate answered, in words for a person.
[[nodiscard]] GetPlan planOf(
    const hub::Inquiry& answer, const library::Catalogue& catalogue, const QString& cacheFolder);

/// Whose token was used, a sentence; empty without one.
[[nodiscard]] QString accountText(const std::optional<hub::WhoAmI>& who);

}  // namespace reverie::ui
