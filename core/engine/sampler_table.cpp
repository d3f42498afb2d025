#include "core/engine/sampler_table.h"

#include <algorithm>
#include <array>

namespace reverie::engine {

namespace {

constexpr std::array kSamplers{
    SamplerRow{u"DPM++ 2M", sampleDpmpp2m},
    SamplerRow{.name = u"DPM++ SDE", .function = sampleDpmppSde, .asksTwice = true, .isBrownian = true},
    SamplerRow{.name = u"DPM++ 2M SDE", .function = sampleDpmpp2mSde, .isBrownian = true},
    SamplerRow{.name = u"DPM++ 2M SDE Heun", .function = sampleDpmpp2mSdeHeun, .isBrownian = true},
    SamplerRow{.name = u"DPM++ 2S a", .function = sampleDpmpp2sAncestral, .asksTwice = true},
    SamplerRow{.name = u"DPM++ 3M SDE", .function = sampleDpmpp3mSde, .dropsNextToLast = true, .isBrownian = true},
    SamplerRow{u"Euler a", sampleEulerAncestral},
    SamplerRow{u"Euler", sampleEuler},
    SamplerRow{u"LMS", sampleLms},
    SamplerRow{.name = u"Heun", .function = sampleHeun, .asksTwice = true},
    SamplerRow{.name = u"DPM2", .function = sampleDpm2, .dropsNextToLast = true, .asksTwice = true},
    SamplerRow{.name = u"DPM2 a", .function = sampleDpm2Ancestral, .dropsNextToLast = true, .asksTwice = true},
    SamplerRow{u"DPM fast", sampleDpmFast, Levels::Ends},
    SamplerRow{u"DPM adaptive", sampleDpmAdaptive, Levels::Ends},
    SamplerRow{.name = u"Restart", .function = sampleRestart, .asksTwice = true},
    SamplerRow{u"DDIM", sampleDdim, Levels::Timesteps},
    SamplerRow{u"DDIM CFG++", sampleDdimCfgpp, Levels::Timesteps},
    SamplerRow{u"PLMS", samplePlms, Levels::Timesteps},
    SamplerRow{u"UniPC", sampleUniPc, Levels::Timesteps},
    SamplerRow{u"LCM", sampleLcm, Levels::Distilled},
};

}  // namespace

const SamplerRow* findSamplerRow(const QString& name)
{
    const auto row = std::find_if(kSamplers.begin(), kSamplers.end(),
        [&](const SamplerRow& candidate) { return name == QStringView(candidate.name); });
    return row == kSamplers.end() ? nullptr : row;
}

}  // namespace reverie::engine
