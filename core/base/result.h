#pragma once

#include "core/base/error.h"

#include <tl/expected.hpp>

#include <utility>

namespace reverie {

/// The value of a function that can fail. Never dropped, never logged and returned as well.
template <typename T>
using Result = tl::expected<T, Error>;

/// `return fail(ErrorCode::NotFound, "...")` from any function that returns a Result.
[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, QString detail, QString remedy = {})
{
    return tl::unexpected<Error>(Error{code, std::move(detail), std::move(remedy), {}});
}

/// Passes the error of `result` on as the error of another Result type.
template <typename T>
[[nodiscard]] tl::unexpected<Error> failWith(Result<T>&& result)
{
    return tl::unexpected<Error>(std::move(result).error());
}

/// Passes the error on and notes what was being done.
template <typename T>
[[nodiscard]] tl::unexpected<Error> failWith(Result<T>&& result, QString doing)
{
    Error error = std::move(result).error();
    error.context.push_back(std::move(doing));
    return tl::unexpected<Error>(std::move(error));
}

}  // namespace reverie
