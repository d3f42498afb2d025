#pragma once

#include "core/base/paths.h"

namespace reverie::gallery {
class Gallery;
class ThumbnailCache;
}  // namespace reverie::gallery
namespace reverie::queue {
class Dispatcher;
class ForecastKeeper;
}  // namespace reverie::queue
namespace reverie::settings {
class PromptHistory;
class SessionKeeper;
class Settings;
class StyleBook;
}  // namespace reverie::settings

namespace reverie::ui {

class Theme;

/// What the window works with; `app` owns it all, and it outlives the window.
struct WindowServices {
    Paths paths;
    Theme& theme;
    queue::Dispatcher& queue;
    const queue::ForecastKeeper& forecast;
    gallery::Gallery& gallery;
    gallery::ThumbnailCache& thumbnails;
    settings::Settings& settings;
    settings::SessionKeeper& session;
    settings::PromptHistory& history;
    settings::StyleBook& styles;
};

}  // namespace reverie::ui
