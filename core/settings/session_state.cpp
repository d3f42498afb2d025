#include "core/settings/session_state.h"

namespace reverie::settings {

SessionKeeper::SessionKeeper(QString file, QObject* parent) : QObject(parent), m_file(std::move(file)) { }

SessionKeeper::~SessionKeeper() = default;

}  // namespace reverie::settings
