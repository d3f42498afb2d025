#include "app/desktop/desktop.h"

/// What `reverie` calls when it is to open the window; found by name (see app/reverie/open_window.cpp).
extern "C" Q_DECL_EXPORT int reverieRunDesktop(int& argc, char** argv, const reverie::app::DesktopWish& wish)
{
    return reverie::app::runDesktop(argc, argv, wish);
}
