"""The names of the plan's goals and priority areas, and the objectives of its areas, in French and
Spanish.

The documents are in English, so these translations are the tracker's own. They are the first values
of the fields; administrators edit them.
"""

from __future__ import annotations

from typing import Any

TRANSLATIONS: dict[str, dict[str, str]] = {
    "SECURE NORTH AMERICA FROM EXTERNAL THREATS": {
        "fr": "Protéger l’Amérique du Nord contre les menaces extérieures",
        "es": "Proteger a América del Norte de amenazas externas",
    },
    "PREVENT AND RESPOND TO THREATS WITHIN NORTH AMERICA": {
        "fr": "Prévenir les menaces à l’intérieur de l’Amérique du Nord et y répondre",
        "es": "Prevenir las amenazas dentro de América del Norte y responder a ellas",
    },
    "FURTHER STREAMLINE THE SECURE MOVEMENT OF LOW-RISK TRAFFIC ACROSS OUR SHARED BORDERS": {
        "fr": "Simplifier davantage la circulation sûre des voyageurs et des marchandises à faible "
        "risque à nos frontières communes",
        "es": "Agilizar aún más el tránsito seguro de bajo riesgo por nuestras fronteras "
        "compartidas",
    },
    "Traveller Security": {
        "fr": "Sécurité des voyageurs",
        "es": "Seguridad de los viajeros",
    },
    "Develop and implement consistent outcomes with compatible processes for screening prior to "
    "departure from a foreign port and at the first port of entry to North America": {
        "fr": "Définir et mettre en œuvre des résultats uniformes, fondés sur des processus "
        "compatibles, pour le contrôle avant le départ d’un port étranger et au premier point "
        "d’entrée en Amérique du Nord",
        "es": "Definir y aplicar resultados uniformes, con procesos compatibles, para la revisión "
        "previa a la salida de un puerto extranjero y en el primer puerto de entrada a América del "
        "Norte",
    },
    "Cargo Security": {
        "fr": "Sécurité du fret",
        "es": "Seguridad de la carga",
    },
    "Develop and implement compatible screening methods for goods and cargo prior to departure "
    "from a foreign port and at the first point of entry to North America": {
        "fr": "Élaborer et mettre en œuvre des méthodes compatibles de contrôle des marchandises "
        "et du fret avant le départ d’un port étranger et au premier point d’entrée en Amérique du "
        "Nord",
        "es": "Elaborar y aplicar métodos compatibles de revisión de mercancías y carga antes de "
        "la salida de un puerto extranjero y en el primer punto de entrada a América del Norte",
    },
    "Bioprotection": {
        "fr": "Bioprotection",
        "es": "Bioprotección",
    },
    "Develop and implement a North American bioprotection strategy to assess, prevent, protect, "
    "detect and respond to intentional as well as applicable naturally occurring threats to public "
    "health and the food and agriculture system": {
        "fr": "Élaborer et mettre en œuvre une stratégie nord-américaine de bioprotection pour "
        "évaluer, prévenir et détecter les menaces intentionnelles, ainsi que les menaces "
        "naturelles pertinentes, qui pèsent sur la santé publique et le système alimentaire et "
        "agricole, pour s’en protéger et pour y répondre",
        "es": "Elaborar y aplicar una estrategia de bioprotección de América del Norte para "
        "evaluar, prevenir y detectar las amenazas intencionales, así como las de origen natural "
        "que correspondan, contra la salud pública y el sistema alimentario y agrícola, protegerse "
        "de ellas y responder a ellas",
    },
    "Aviation Security": {
        "fr": "Sûreté aérienne",
        "es": "Seguridad de la aviación",
    },
    "Develop and implement a strategy to establish equivalent approaches to aviation security for "
    "North America": {
        "fr": "Élaborer et mettre en œuvre une stratégie visant à établir des approches "
        "équivalentes en matière de sûreté aérienne pour l’Amérique du Nord",
        "es": "Elaborar y aplicar una estrategia para establecer enfoques equivalentes de "
        "seguridad de la aviación en América del Norte",
    },
    "Maritime Security": {
        "fr": "Sûreté maritime",
        "es": "Seguridad marítima",
    },
    "Develop and implement a strategy to enhance North American maritime transportation and port "
    "security": {
        "fr": "Élaborer et mettre en œuvre une stratégie visant à renforcer la sûreté du transport "
        "maritime et des ports en Amérique du Nord",
        "es": "Elaborar y aplicar una estrategia para fortalecer la seguridad del transporte "
        "marítimo y de los puertos de América del Norte",
    },
    "Law Enforcement Cooperation": {
        "fr": "Coopération en matière d’application de la loi",
        "es": "Cooperación para la aplicación de la ley",
    },
    "Develop and implement a strategy for combatting transnational threats to the United States, "
    "Canada and Mexico": {
        "fr": "Élaborer et mettre en œuvre une stratégie de lutte contre les menaces "
        "transnationales qui pèsent sur les États-Unis, le Canada et le Mexique",
        "es": "Elaborar y aplicar una estrategia para combatir las amenazas transnacionales contra "
        "Estados Unidos, Canadá y México",
    },
    "Intelligence Cooperation": {
        "fr": "Coopération en matière de renseignement",
        "es": "Cooperación en inteligencia",
    },
    "Enhance partnerships on intelligence related to North American security": {
        "fr": "Renforcer les partenariats en matière de renseignement lié à la sécurité de "
        "l’Amérique du Nord",
        "es": "Fortalecer las alianzas en materia de inteligencia relacionada con la seguridad de "
        "América del Norte",
    },
    "Protection, Prevention and Response": {
        "fr": "Protection, prévention et intervention",
        "es": "Protección, prevención y respuesta",
    },
    "Develop and implement a common approach to critical infrastructure protection and response to "
    "cross-border terrorist incidents and, as applicable, natural disasters": {
        "fr": "Élaborer et mettre en œuvre une approche commune de la protection des "
        "infrastructures essentielles et de l’intervention en cas d’incident terroriste "
        "transfrontalier et, le cas échéant, de catastrophe naturelle",
        "es": "Elaborar y aplicar un enfoque común para la protección de la infraestructura "
        "crítica y la respuesta a incidentes terroristas transfronterizos y, en su caso, a "
        "desastres naturales",
    },
    "Border Facilitation": {
        "fr": "Facilitation du passage à la frontière",
        "es": "Facilitación fronteriza",
    },
    "build capacity and improve the legitimate flow of people and cargo at ports of entry within "
    "North America": {
        "fr": "Accroître la capacité et améliorer la circulation légitime des personnes et du fret "
        "aux points d’entrée en Amérique du Nord",
        "es": "Crear capacidad y mejorar el flujo legítimo de personas y carga en los puertos de "
        "entrada de América del Norte",
    },
    "Science and Technology Cooperation": {
        "fr": "Coopération scientifique et technologique",
        "es": "Cooperación en ciencia y tecnología",
    },
    "Identify, develop and deploy new technologies to advance our shared security goals and "
    "promote the legitimate flow of people and goods across our borders": {
        "fr": "Repérer, mettre au point et déployer de nouvelles technologies pour faire avancer "
        "nos objectifs communs de sécurité et favoriser la circulation légitime des personnes et "
        "des marchandises à nos frontières",
        "es": "Identificar, desarrollar y poner en uso nuevas tecnologías para avanzar en nuestros "
        "objetivos comunes de seguridad y promover el flujo legítimo de personas y mercancías a "
        "través de nuestras fronteras",
    },
}
"""The translations of each English text by language."""


def translate(instance: Any) -> bool:
    """Fill the translations of a goal or an area that are known, unsaved; whether there are any."""
    texts = {
        f"{field}_{language}": text
        for field in ("name", "objective")
        for language, text in TRANSLATIONS.get(getattr(instance, field, ""), {}).items()
    }
    for field, text in texts.items():
        setattr(instance, field, text)
    return bool(texts)
