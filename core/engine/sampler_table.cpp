#include "core/engine/sampler_table.h"

#include <algorithm>
#include <array>

namespace reverie::engine {

namespace {

constexpr std::array kSamplers{
    SamplerRow{u"DPM++ 2M", sampleDpmpp2m},
    SamplerRow{u"DPM++ SDE", sampleDpmppSde, Levels::Schedule, false, true},
    SamplerRow{u"DPM++ 2M SDE", sampleDpmpp2mSde, Levels::Schedule, false, true},
    SamplerRow{u"DPM++ 2M SDE Heun", sampleDpmpp2mSdeHeun, Levels::Schedule, false, true},
    SamplerRow{u"DPM++ 2S a", sampleDpmpp2sAncestral},
    SamplerRow{u"DPM++ 3M SDE", sampleDpmpp3mSde, Levels::Schedule, true, true},
    SamplerRow{u"Euler a", sampleEulerAncestral},
    SamplerRow{u"Euler", sampleEuler},
    SamplerRow{u"LMS", sampleLms},
    SamplerRow{u"Heun", sampleHeun},
    SamplerRow{u"DPM2", sampleDpm2, Levels::Schedule, true},
    SamplerRow{u"DPM2 a", sampleDpm2Ancestral, Levels::Schedule, true},
    SamplerRow{u"DPM fast", sampleDpmFast, Levels::Ends},
    SamplerRow{u"DPM adaptive", sampleDpmAdaptive, Levels::Ends},
    SamplerRow{u"Restart", sampleRestart},
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
