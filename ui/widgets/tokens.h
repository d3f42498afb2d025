#pragma once

#include <QColor>

namespace reverie::ui {

enum class Scheme { Dark, Light };

/// Every colour of the window. Nothing outside this file and tokens.cpp names one.
struct Colours {
    QColor background;  ///< behind the picture
    QColor panel;       ///< rail, compose, recent, queue
    QColor raised;      ///< cards, jobs, menus
    QColor field;       ///< inputs
    QColor line;        ///< separates; carries no meaning
    QColor border;      ///< of inputs: 3:1 against what is around them
    QColor hover;       ///< laid over what the pointer is on
    QColor pressed;     ///< laid over what is held down
    QColor text;
    QColor muted;
    QColor disabled;
    QColor accent;           ///< text, focus, selection
    QColor accentFill;       ///< Generate, progress
    QColor accentFillHover;  ///< the same under the pointer
    QColor onAccent;         ///< text on accentFill
    QColor accentSoft;       ///< behind what is selected
    QColor halo;             ///< around the focus ring
    QColor ok;
    QColor warn;
    QColor bad;
    QColor star;
    QColor onPicture;      ///< signs that lie on a picture
    QColor pictureShade;   ///< behind them
    QColor floating;       ///< cards that float over the picture
    QColor shadow;         ///< around what floats
    QColor groove;         ///< of sliders and progress bars
    QColor checkerDark;    ///< the ground behind transparent pictures
    QColor checkerLight;   ///< likewise
    QColor syntaxBracket;  ///< prompt grammar
    QColor syntaxWeight;
    QColor syntaxWord;
    QColor syntaxTag;
};

[[nodiscard]] const Colours& coloursOf(Scheme scheme);

/// WCAG's contrast of two opaque colours, 1..21.
[[nodiscard]] double contrast(const QColor& one, const QColor& other);

/// The same colour, `share` (0..1) as opaque.
[[nodiscard]] QColor faded(QColor colour, double share);

/// All spacing; device-independent pixels.
namespace space {
inline constexpr int kHair = 1;
inline constexpr int kTiny = 2;
inline constexpr int kSmall = 4;
inline constexpr int kMedium = 8;
inline constexpr int kLarge = 12;
inline constexpr int kHuge = 16;
inline constexpr int kVast = 24;
}  // namespace space

namespace radius {
inline constexpr int kSmall = 4;
inline constexpr int kField = 6;
inline constexpr int kButton = 8;
inline constexpr int kPicture = 8;
inline constexpr int kCard = 10;
}  // namespace radius

/// Heights and widths of what stands in the grid.
namespace extent {
inline constexpr int kChip = 24;
inline constexpr int kControl = 32;
inline constexpr int kGenerate = 40;
inline constexpr int kIcon = 18;
inline constexpr int kSmallIcon = 14;
inline constexpr int kRail = 52;
inline constexpr int kToolBar = 48;
inline constexpr int kCompose = 348;
inline constexpr int kComposeLeast = 300;
inline constexpr int kComposeMost = 460;
inline constexpr int kRecent = 268;
inline constexpr int kRecentLeast = 148;
inline constexpr int kThumbnail = 118;
inline constexpr int kJobWidth = 268;
inline constexpr int kJobHeight = 56;
inline constexpr int kJobPicture = 40;
inline constexpr int kModelPicture = 56;
inline constexpr int kProgressWidth = 460;
inline constexpr int kSheetWidth = 280;
inline constexpr int kPaletteWidth = 560;
inline constexpr int kColumn = 720;       ///< of pages that are read from top to bottom
inline constexpr int kWideColumn = 1160;  ///< of pages with something beside their list
inline constexpr int kModelPlace = 168;   ///< of size and place in a row of models
inline constexpr int kModelSheet = 380;   ///< of what is told about a model
inline constexpr int kModelPortrait = 96;
inline constexpr int kOfferCard = 340;  ///< least width of a card of a model to get
inline constexpr int kPageField = 200;  ///< of a field on such a page
inline constexpr int kPrompt = 104;
inline constexpr int kWithout = 56;
inline constexpr int kNumberField = 64;
inline constexpr int kWindowWidth = 1440;
inline constexpr int kWindowHeight = 900;
inline constexpr int kWindowLeastWidth = 880;
inline constexpr int kWindowLeastHeight = 560;
}  // namespace extent

namespace stroke {
inline constexpr double kHair = 1;
inline constexpr double kFocus = 2;
inline constexpr double kHalo = 3;
}  // namespace stroke

/// Pixels of type: the system's size, but never under these.
namespace type {
inline constexpr int kBody = 13;
inline constexpr int kLabel = 12;
inline constexpr int kTitle = 18;
}  // namespace type

namespace motion {
inline constexpr int kShortMs = 120;
inline constexpr int kToastMs = 6000;
}  // namespace motion

}  // namespace reverie::ui
