#include "core/queue/forecast.h"
