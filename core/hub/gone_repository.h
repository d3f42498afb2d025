#pragma once

#include <QString>

namespace reverie::hub {

/// A model that is known to have gone from the Hub; from the catalogue.
struct GoneRepository {
    QString id;
    QString successor;  ///< the id that stands in for it; empty when none is known
    QString why;        ///< for people, whole sentences
};

}  // namespace reverie::hub
