#pragma once

namespace reverie::queue {
class JobRunner;
}

namespace reverie::app {

class Session;

/// Pictures are finished but their disk did not take them. On a terminal asks for another folder until they are safe or
/// the person gives up; elsewhere says that they are lost. True when all are saved.
[[nodiscard]] bool rescueUnsaved(Session& session, queue::JobRunner& runner);

}  // namespace reverie::app
