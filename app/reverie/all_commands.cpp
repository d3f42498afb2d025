#include "app/reverie/account_commands.h"
#include "app/reverie/bench_command.h"
#include "app/reverie/doctor_command.h"
#include "app/reverie/generate_command.h"
#include "app/reverie/models_command.h"
#include "app/reverie/models_download_command.h"
#include "app/reverie/models_keep_commands.h"
#include "app/reverie/models_list_command.h"
#include "app/reverie/models_remove_command.h"
#include "app/reverie/models_search_command.h"
#include "app/reverie/tokens_command.h"
#include "app/reverie/verify_command.h"

namespace reverie::app {

std::vector<Command> allCommands()
{
    return {generateCommand(), verifyCommand(), modelsListCommand(), modelsSearchCommand(), modelsInfoCommand(),
        modelsDownloadCommand(), modelsImportCommand(), modelsVerifyCommand(), modelsRemoveCommand(),
        modelsLoginCommand(), modelsLogoutCommand(), modelsWhoAmICommand(), tokensCommand(), benchCommand(),
        doctorCommand()};
}

}  // namespace reverie::app
