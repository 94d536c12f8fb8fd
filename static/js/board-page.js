// Everything the board page loads at first. <dlp-board> comes before its children, which ask it for the state.

import "./elements/board.js";
import "./elements/transport.js";
import "./elements/network.js";
import "./elements/dataset-picker.js";
import "./elements/settings.js";
import "./elements/result-map.js";
import "./elements/loss-curve.js";
import "./elements/result-table.js";
import "./elements/sentence.js";
import "./elements/ribbon.js";
import "./elements/facts.js";
import "./elements/header.js";
import "./elements/theme.js";
import "./elements/help.js";
