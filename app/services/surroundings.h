#pragma once

#include <QDir>
#include <QProcessEnvironment>

namespace reverie::secrets {
class KeychainBackend;
}

namespace reverie::app {

/// What the program stands in besides its own folders; tests give another one.
struct Surroundings {
    QProcessEnvironment variables = QProcessEnvironment::systemEnvironment();
    QString home = QDir::homePath();
    secrets::KeychainBackend* keychain = nullptr;  ///< not owned; null = the system's
};

}  // namespace reverie::app
