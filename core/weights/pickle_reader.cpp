#include "core/weights/pickle_reader.h"

#include "core/weights/pickle_reading.h"

namespace reverie::weights {

Result<Pickle> readPickle(std::string_view stream)
{
    PickleReading reading(stream);
    while (!reading.isDone())
        if (!reading.step())
            return tl::unexpected<Error>(reading.error());
    return reading.takePickle();
}

}  // namespace reverie::weights
