#include "core/queue/remedies.h"
