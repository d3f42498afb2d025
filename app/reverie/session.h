#pragma once

#include "app/reverie/console.h"
#include "core/base/paths.h"

namespace reverie::app {

/// What a command works with: where things lie, and whom it talks to.
class Session final {
public:
    Session(Paths paths, Console& console) : m_paths(std::move(paths)), m_console(console) { }

    [[nodiscard]] const Paths& paths() const { return m_paths; }
    [[nodiscard]] Console& console() const { return m_console; }

private:
    Paths m_paths;
    Console& m_console;
};

}  // namespace reverie::app
