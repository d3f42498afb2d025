#pragma once

#include "core/weights/tensor_info.h"

#include <QStringList>

#include <vector>

namespace reverie::test {

/// The tensors' names in their order, a blank between two.
inline QString namesOf(const std::vector<weights::TensorInfo>& tensors)
{
    QStringList names;
    for (const weights::TensorInfo& tensor : tensors)
        names << QString::fromStdString(tensor.name);
    return names.join(QLatin1Char(' '));
}

}  // namespace reverie::test
