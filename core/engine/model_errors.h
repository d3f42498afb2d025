#pragma once

#include "core/base/result.h"

#include <c10/util/Exception.h>

#include <new>
#include <type_traits>

namespace reverie::engine {

/// The failure that an exception of torch stands for: OutOfMemory, DeviceLost, or Internal with its first line.
[[nodiscard]] Error errorOf(const c10::Error& exception);

/// Runs a function that returns a Result; torch's exceptions become Results and go no further.
template <typename Function>
[[nodiscard]] std::invoke_result_t<Function> translatingErrors(Function&& function)
{
    try {
        return function();
    } catch (const c10::Error& exception) {
        return tl::unexpected<Error>(errorOf(exception));
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::OutOfMemory, QStringLiteral("there is not enough memory"));
    } catch (const std::exception& exception) {
        return fail(ErrorCode::Internal, QString::fromUtf8(exception.what()));
    }
}

}  // namespace reverie::engine
