#pragma once

// The precompiled header of the torch part of the house.
#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include "core/base/result.h"

#include <functional>
#include <string>
#include <vector>
