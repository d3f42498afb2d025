#include "core/settings/prompt_history.h"
