#include "app/reverie/bench_command.h"
#include "app/reverie/doctor_command.h"
#include "app/reverie/generate_command.h"
#include "app/reverie/models_command.h"
#include "app/reverie/tokens_command.h"
#include "app/reverie/verify_command.h"

namespace reverie::app {

std::vector<Command> allCommands()
{
    return {generateCommand(), verifyCommand(), modelsInfoCommand(), tokensCommand(), benchCommand(), doctorCommand()};
}

}  // namespace reverie::app
