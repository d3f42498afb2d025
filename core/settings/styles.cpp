#include "core/settings/styles.h"
