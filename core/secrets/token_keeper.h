#pragma once

#include "core/secrets/memory_store.h"

#include <optional>

namespace reverie::secrets {

/// What the environment says about the Hub's token. Made once from the process's variables.
struct TokenEnvironment {
    Secret token;            ///< of HF_TOKEN, else of HUGGING_FACE_HUB_TOKEN
    QString variable;        ///< the one that holds
    QString hubFile;         ///< where Python's huggingface_hub keeps a token; only ever read
    bool sendsSaved = true;  ///< false with HF_HUB_DISABLE_IMPLICIT_TOKEN: only what was set or entered for this run
};

enum class TokenSource { None, Environment, ThisRun, OwnFile, Keychain, HubFile };

struct HeldToken {
    Secret secret;  ///< empty = none
    TokenSource source = TokenSource::None;
    QString words;                 ///< where it comes from, or why there is none: "the system's keychain"
    std::optional<Error> trouble;  ///< why a source that may hold one could not be read. It is still as it was
};

/// Where a token may be kept when it is entered.
enum class Keep {
    Keychain,        ///< for this run only where there is no keychain
    KeychainOrFile,  ///< the person agreed to a plain file where there is no keychain
    ThisRun,
};

struct SavedToken {
    TokenSource source = TokenSource::ThisRun;
    QString words;  ///< what happened with it, a whole sentence
};

/// Decides which token goes to the Hub. In this order: the variables; one entered for this run; our own file; the
/// keychain; the Hub's file. A failed read deletes nothing and hides no other source. Calls may wait for a keychain, so
/// not in the window's thread; any other, one mutex guards all. The stores outlive it.
class TokenKeeper final {
public:
    struct Stores {
        SecretStore& keychain;
        SecretStore& file;
    };

    TokenKeeper(TokenEnvironment environment, Stores stores);

    /// Asks the stores once, then remembers, until save(), forget() or lookAgain().
    [[nodiscard]] HeldToken held();
    void lookAgain();
    /// The variable whose token goes before every other; empty = none is set.
    [[nodiscard]] QString variable() const;

    /// Keeps a token that a person entered, white space around it left out. What older copy we kept elsewhere goes.
    /// Errors: InvalidArgument (nothing, or what can be no token) and those of the file.
    [[nodiscard]] Result<SavedToken> save(const Secret& token, Keep keep);
    /// Takes our own copies away, not the variable and not the Hub's file, whose token may hold from then on.
    /// Errors: those of the stores; a keychain that is not there is none.
    [[nodiscard]] Result<void> forget();

private:
    [[nodiscard]] HeldToken find();
    [[nodiscard]] bool findIn(HeldToken& held, Result<Secret> found, TokenSource source) const;
    [[nodiscard]] QString wordsOf(TokenSource source) const;
    [[nodiscard]] Result<SavedToken> keepOutside(const Secret& token, Keep keep);

    std::mutex m_mutex;
    const TokenEnvironment m_environment;
    Stores m_stores;
    MemoryStore m_run;
    std::optional<HeldToken> m_held;
};

}  // namespace reverie::secrets
