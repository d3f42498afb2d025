#include "core/settings/settings.h"

namespace reverie::settings {

Settings::Settings(QString file, QObject* parent) : QObject(parent), m_file(std::move(file)) { }

Settings::~Settings() = default;

}  // namespace reverie::settings
